package dev.isogloss.batch;

import dev.isogloss.data.Language;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Shares of languages proportional to (examples)^exponent, and whole numbers drawn by them. */
final class LanguageShares {
    private final SortedMap<Language, Double> shares = new TreeMap<>();

    LanguageShares(Map<Language, Integer> sizes, double exponent) {
        double total = 0;
        for (Map.Entry<Language, Integer> entry : new TreeMap<>(sizes).entrySet()) {
            total += Math.pow(entry.getValue(), exponent);
        }
        for (Map.Entry<Language, Integer> entry : sizes.entrySet()) {
            shares.put(entry.getKey(), Math.pow(entry.getValue(), exponent) / total);
        }
    }

    /**
     * How often each language comes in {@code total} draws. Systematic sampling: one random offset, then every whole number in
     * the running sum of {@code share x total}; each language gets its quota rounded up or down, right in the mean, and the sum
     * is exact.
     */
    SortedMap<Language, Integer> draw(int total, SplittableRandom random) {
        List<Language> languages = new ArrayList<>(shares.keySet());
        int[] order = SeededOrder.permutation(languages.size(), random);
        double offset = random.nextDouble();
        SortedMap<Language, Integer> counts = new TreeMap<>();
        double sum = 0;
        int given = 0;
        for (int i = 0; i < order.length; i++) {
            Language language = languages.get(order[i]);
            sum += shares.getOrDefault(language, 0.0) * total;
            // The last one takes the rest, so that rounding of the running sum cannot lose a draw.
            int until = i == order.length - 1 ? total : Math.min(total, (int) Math.floor(sum + offset));
            counts.put(language, until - given);
            given = until;
        }
        return counts;
    }
}
