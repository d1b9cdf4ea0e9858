package dev.isogloss.mine;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.io.StableHash;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A sample of passages, about equally many of every language: a passage is kept when a number drawn evenly from 0 .. 1 is at most
 * wanted / (passages of its language) (Thakur et al. 2024, arXiv 2311.05800). The draw depends on the seed and the passage alone, so a
 * larger sample holds the smaller ones, and other passages change nothing.
 */
public final class PassageSample {
    private PassageSample() {}

    /**
     * Draws.
     *
     * @param passages of each language
     * @param wanted of each language, at least 1; a language with fewer gives all of them
     * @return in the order of languages, and within one in the order given
     */
    public static List<Key> stratified(SortedMap<Language, List<Key>> passages, int wanted, long seed) {
        if (wanted < 1) {
            throw new IllegalArgumentException("a sample needs at least 1 passage a language (got: " + wanted + ")");
        }
        List<Key> sample = new ArrayList<>();
        for (List<Key> ofLanguage : new TreeMap<>(passages).values()) {
            double share = wanted / (double) ofLanguage.size();
            ofLanguage.stream().filter(key -> uniform(seed, key) <= share).forEach(sample::add);
        }
        return sample;
    }

    private static double uniform(long seed, Key key) {
        return (StableHash.of(seed, "passage " + key) >>> 11) * 0x1.0p-53;
    }
}
