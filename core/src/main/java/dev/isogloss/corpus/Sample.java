package dev.isogloss.corpus;

import dev.isogloss.data.Key;
import dev.isogloss.io.StableHash;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Which passages of a collection a corpus keeps: some always, and of the others those with the smallest hash of seed and key, so
 * that the choice depends on nothing else, not even on the order of the source.
 *
 * @param randomPassagesPerLanguage how many others of each language; empty for all of them
 * @param alwaysKeep kept whatever their hash, usually the judged ones
 */
public record Sample(OptionalInt randomPassagesPerLanguage, Set<Key> alwaysKeep, long seed) {
    public Sample {
        alwaysKeep = Set.copyOf(alwaysKeep);
        if (randomPassagesPerLanguage.isPresent() && randomPassagesPerLanguage.getAsInt() < 0) {
            throw new IllegalArgumentException("random passages per language must be at least 0 (got: "
                    + randomPassagesPerLanguage.getAsInt() + ")");
        }
    }

    /** The whole collection. */
    public static Sample everything() {
        return new Sample(OptionalInt.empty(), Set.of(), 0);
    }

    /** Some passages always and {@code others} more of each language. */
    public static Sample of(int others, Set<Key> alwaysKeep, long seed) {
        return new Sample(OptionalInt.of(others), alwaysKeep, seed);
    }

    /** The place of a passage in the lottery: small wins. */
    long draw(Key key) {
        return StableHash.of(seed, key.toString());
    }
}
