package dev.isogloss.embed;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.io.StableHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How much vectors tell of the language of their texts: a linear classifier (the nearest class mean) that has seen half of the texts of
 * every language is asked about the other half, and the share of the vectors' variance that lies between the languages' means. A model
 * that was trained to tell languages apart shows it in both.
 *
 * @param texts that were looked at
 * @param languages among them, at least 2; one whose few texts all fell into the same half is left out
 * @param accuracy share of the texts asked about whose language was found, mean over the languages, 0 .. 1
 * @param variance share of all variance that lies between languages, 0 .. 1
 */
public record LanguageProbe(int texts, int languages, double accuracy, double variance) {
    /** Texts of one language that are looked at, at most: so that a large collection costs no more than a small one. */
    private static final int MOST = 2000;

    /** What a classifier that knows nothing would reach. */
    public double chance() {
        return 1.0 / languages;
    }

    /**
     * Looks at vectors.
     *
     * @param seed which half is seen
     * @throws IllegalArgumentException when fewer than two languages have texts in both halves
     */
    public static LanguageProbe of(Vectors vectors, long seed) {
        SortedMap<Language, List<Integer>> seen = new TreeMap<>();
        SortedMap<Language, List<Integer>> asked = new TreeMap<>();
        for (int row = 0; row < vectors.size(); row++) {
            Key key = vectors.key(row);
            boolean half = (StableHash.of(seed, "probe " + key) & 1) == 0;
            List<Integer> rows = (half ? seen : asked).computeIfAbsent(key.language(), language -> new ArrayList<>());
            if (rows.size() < MOST / 2) {
                rows.add(row);
            }
        }
        seen.keySet().retainAll(asked.keySet());
        asked.keySet().retainAll(seen.keySet());
        if (seen.size() < 2) {
            throw new IllegalArgumentException("a probe needs two languages or more, each with several texts (got: "
                    + vectors.size() + " texts, several of them in " + seen.keySet() + ")");
        }
        SortedMap<Language, double[]> means = new TreeMap<>();
        seen.forEach((language, rows) -> means.put(language, mean(vectors, rows)));
        double accuracy = 0;
        int texts = 0;
        for (Map.Entry<Language, List<Integer>> of : asked.entrySet()) {
            long right = of.getValue().stream()
                    .filter(row -> nearest(vectors.vector(row), means).equals(of.getKey()))
                    .count();
            accuracy += (double) right / of.getValue().size() / asked.size();
            texts += of.getValue().size()
                    + seen.getOrDefault(of.getKey(), List.of()).size();
        }
        List<List<Integer>> groups = new ArrayList<>();
        asked.forEach((language, rows) -> {
            List<Integer> all = new ArrayList<>(rows);
            all.addAll(seen.getOrDefault(language, List.of()));
            groups.add(all);
        });
        return new LanguageProbe(texts, means.size(), accuracy, between(vectors, groups));
    }

    private static double[] mean(Vectors vectors, List<Integer> rows) {
        double[] mean = new double[vectors.dimension()];
        for (int row : rows) {
            float[] vector = vectors.vector(row);
            for (int d = 0; d < mean.length; d++) {
                mean[d] += vector[d] / (double) rows.size();
            }
        }
        return mean;
    }

    /** By Euclidean distance; of two as near the first. */
    private static Language nearest(float[] vector, SortedMap<Language, double[]> means) {
        Language best = means.firstKey();
        double least = Double.POSITIVE_INFINITY;
        for (Map.Entry<Language, double[]> mean : means.entrySet()) {
            double distance = distance(vector, mean.getValue());
            if (distance < least) {
                least = distance;
                best = mean.getKey();
            }
        }
        return best;
    }

    private static double distance(float[] vector, double[] mean) {
        double sum = 0;
        for (int d = 0; d < mean.length; d++) {
            sum += (vector[d] - mean[d]) * (vector[d] - mean[d]);
        }
        return sum;
    }

    /** 1 - (variance within the groups) / (all variance); 0 where nothing varies. */
    private static double between(Vectors vectors, List<List<Integer>> groups) {
        List<Integer> everything = groups.stream().flatMap(List::stream).toList();
        double all = spread(vectors, everything);
        double within =
                groups.stream().mapToDouble(rows -> spread(vectors, rows)).sum();
        return all == 0 ? 0 : 1 - within / all;
    }

    private static double spread(Vectors vectors, List<Integer> rows) {
        double[] mean = mean(vectors, rows);
        return rows.stream()
                .mapToDouble(row -> distance(vectors.vector(row), mean))
                .sum();
    }
}
