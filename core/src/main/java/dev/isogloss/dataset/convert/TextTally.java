package dev.isogloss.dataset.convert;

import dev.isogloss.format.LongSet;
import dev.isogloss.io.StableHash;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Counts texts of one language: how many, how long, how many blank or there before. Holds hashes. One per thread. */
final class TextTally {
    private static final int BATCH = 64;

    private final @Nullable TokenCounter counter;
    private final boolean queries;
    private final Lengths characters = new Lengths();
    private final Lengths tokens = new Lengths();
    private final List<String> waiting = new ArrayList<>(BATCH);
    private final LongSet seen = new LongSet();
    private long blank;
    private long duplicates;

    TextTally(@Nullable TokenCounter counter, boolean queries) {
        this.counter = counter;
        this.queries = queries;
    }

    void add(String text) {
        characters.add(text.codePointCount(0, text.length()));
        if (text.isBlank()) {
            blank++;
        } else if (!seen.add(StableHash.of(0, text))) {
            duplicates++;
        }
        if (counter != null) {
            waiting.add(text);
            if (waiting.size() == BATCH) {
                count(counter);
            }
        }
    }

    private void count(TokenCounter with) {
        int[] counts = queries ? with.ofQueries(waiting) : with.ofPassages(waiting);
        for (int count : counts) {
            tokens.add(count);
        }
        waiting.clear();
    }

    /**
     * What there was.
     *
     * @param blank without a visible character
     * @param duplicates that were there before, blank ones apart
     * @param tokens null without a model
     * @param cut how many a model would cut; empty without one
     */
    record Summary(
            long texts,
            long blank,
            long duplicates,
            Lengths.Summary characters,
            Lengths.@Nullable Summary tokens,
            OptionalLong cut) {}

    Summary summary() {
        if (counter == null) {
            return new Summary(
                    characters.summary().texts(), blank, duplicates, characters.summary(), null, OptionalLong.empty());
        }
        if (!waiting.isEmpty()) {
            count(counter);
        }
        int limit = queries ? counter.queryLimit() : counter.passageLimit();
        return new Summary(
                characters.summary().texts(),
                blank,
                duplicates,
                characters.summary(),
                tokens.summary(),
                OptionalLong.of(tokens.above(limit)));
    }
}
