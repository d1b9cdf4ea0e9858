package dev.isogloss.eval;

import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * The 95 % percentile bootstrap interval of a mean (Efron 1979), stratified by language: each draw takes as many queries of every
 * language as there are, with replacement. A language's interval depends on the seed and its own values only, so it is the same
 * whichever other languages are evaluated beside it.
 *
 * @param draws at least 100
 */
public record Bootstrap(int draws, long seed) {
    /** As many draws as results are reported with. */
    public static final int DRAWS = 10_000;

    public Bootstrap {
        if (draws < 100) {
            throw new IllegalArgumentException("the bootstrap needs at least 100 draws (got: " + draws + ")");
        }
    }

    /** An interval for every language, for {@link ResultRow#MACRO} and for {@link ResultRow#MICRO}. */
    public SortedMap<String, Interval> intervals(QueryScores scores) {
        double[][] values = scores.arrays();
        List<String> labels = List.copyOf(scores.byLanguage().keySet());
        double[] macro = new double[draws];
        double[] micro = new double[draws];
        SortedMap<String, Interval> intervals = new TreeMap<>();
        for (int l = 0; l < values.length; l++) {
            int queries = values[l].length;
            double[] sums = sums(values[l], labels.get(l));
            for (int draw = 0; draw < draws; draw++) {
                macro[draw] += sums[draw] / queries;
                micro[draw] += sums[draw];
            }
            intervals.put(labels.get(l), interval(sums, queries));
        }
        intervals.put(ResultRow.MACRO, interval(macro, values.length));
        intervals.put(ResultRow.MICRO, interval(micro, scores.queries()));
        return intervals;
    }

    private double[] sums(double[] values, String label) {
        SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + label.hashCode());
        double[] sums = new double[draws];
        for (int draw = 0; draw < draws; draw++) {
            double sum = 0;
            for (int i = 0; i < values.length; i++) {
                sum += values[random.nextInt(values.length)];
            }
            sums[draw] = sum;
        }
        return sums;
    }

    private static Interval interval(double[] sums, int parts) {
        double[] sorted = sums.clone();
        Arrays.sort(sorted);
        return new Interval(quantile(sorted, 0.025) / parts, quantile(sorted, 0.975) / parts);
    }

    private static double quantile(double[] sorted, double share) {
        double position = share * (sorted.length - 1);
        int below = (int) position;
        return sorted[below] + (position - below) * (sorted[below + 1] - sorted[below]);
    }
}
