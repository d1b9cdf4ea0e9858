package dev.isogloss.mine;

import dev.isogloss.data.Key;
import dev.isogloss.data.Query;
import java.util.List;

/**
 * Drops a candidate that comes too near to the positive: {@code s(d) > s(d+) - margin}, where {@code s(d+)} is the smallest score
 * of the query's positives (NV-Retriever, arXiv 2407.15831).
 *
 * @param margin on the scorer's own scale; may be below 0, which tolerates candidates a little better than the positive
 */
public record MarginPos(String scorer, double margin) implements ScoreRule {
    public MarginPos {
        if (!Double.isFinite(margin)) {
            throw new IllegalArgumentException("the margin must be finite (got: " + margin + ")");
        }
        margin = margin + 0.0; // -0.0 and 0.0 are one margin
    }

    /** The paper's value, for the encoders of the paper. */
    public static MarginPos paper() {
        return new MarginPos("dense", 0.15);
    }

    @Override
    public String name() {
        return "margin-pos";
    }

    @Override
    public String describe() {
        return name() + "(scorer=" + scorer + ", margin=" + margin + ")";
    }

    @Override
    public double threshold() {
        return -margin;
    }

    @Override
    public String reason() {
        return scorer + " score above the positive's less " + margin;
    }

    @Override
    public MarginPos withThreshold(double newThreshold) {
        return new MarginPos(scorer, -newThreshold);
    }

    @Override
    public Reading read(Query query, List<Key> positives, List<Key> passages, PassageScorer by) {
        double positive = ScoreRule.positiveScore(query, positives, by);
        float[] scores = by.score(query, passages);
        double[] suspicions = new double[scores.length];
        for (int i = 0; i < scores.length; i++) {
            suspicions[i] = scores[i] - positive;
        }
        return new Reading(scores, suspicions, positive);
    }
}
