package dev.isogloss.mine;

import dev.isogloss.data.Key;
import dev.isogloss.data.Query;
import java.util.List;

/**
 * Drops a candidate that reaches too much of the positive's score: {@code s(d) - b > fraction * (s(d+) - b)}, where {@code s(d+)}
 * is the smallest score of the query's positives and {@code b} the baseline (0 in NV-Retriever, arXiv 2407.15831).
 *
 * <p>Where the positive itself is not above the baseline, every candidate above the baseline is dropped: the scorer knows
 * nothing about this query that could clear them.
 *
 * @param fraction above 0; above 1 tolerates candidates a little better than the positive
 */
public record PercPos(String scorer, double fraction, Baseline baseline) implements ScoreRule {
    private static final double SMALLEST = 1e-6;

    public PercPos {
        if (!(fraction > 0 && fraction < 100)) {
            throw new IllegalArgumentException("the fraction must be above 0 and below 100 (got: " + fraction + ")");
        }
    }

    /** The paper's value, for the encoders of the paper. */
    public static PercPos paper() {
        return new PercPos("dense", 0.90, new Baseline.Zero());
    }

    @Override
    public String name() {
        return "perc-pos";
    }

    @Override
    public String describe() {
        return name() + "(scorer=" + scorer + ", fraction=" + fraction + ", baseline=" + baseline.describe() + ")";
    }

    @Override
    public double threshold() {
        return fraction;
    }

    @Override
    public String reason() {
        return switch (baseline) {
            case Baseline.Zero zero -> scorer + " score above " + fraction + " of the positive's";
            case Baseline.Chance chance -> scorer + " score above " + fraction + " of the positive's, from chance";
        };
    }

    @Override
    public PercPos withThreshold(double newThreshold) {
        return new PercPos(scorer, Math.max(newThreshold, SMALLEST), baseline);
    }

    @Override
    public Reading read(Query query, List<Key> positives, List<Key> passages, PassageScorer by) {
        double base = baseline.of(query, by);
        double positive = ScoreRule.positiveScore(query, positives, by);
        double whole = Math.max(positive - base, SMALLEST);
        float[] scores = by.score(query, passages);
        double[] suspicions = new double[scores.length];
        for (int i = 0; i < scores.length; i++) {
            suspicions[i] = (scores[i] - base) / whole;
        }
        return new Reading(scores, suspicions, positive);
    }
}
