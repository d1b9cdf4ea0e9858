package dev.isogloss.mine;

import dev.isogloss.data.Key;
import dev.isogloss.data.Query;
import java.util.List;

/**
 * Drops a candidate whose raw score is above a fixed value: {@code s(d) > threshold}.
 *
 * @param threshold on the scorer's own scale; finite
 */
public record Absolute(String scorer, double threshold) implements ScoreRule {
    public Absolute {
        if (!Double.isFinite(threshold)) {
            throw new IllegalArgumentException("the threshold must be finite (got: " + threshold + ")");
        }
    }

    /** The paper's value, for the encoders of the paper. */
    public static Absolute paper() {
        return new Absolute("dense", 0.6);
    }

    @Override
    public String name() {
        return "absolute";
    }

    @Override
    public String describe() {
        return name() + "(scorer=" + scorer + ", threshold=" + threshold + ")";
    }

    @Override
    public String reason() {
        return scorer + " score above " + threshold;
    }

    @Override
    public Absolute withThreshold(double newThreshold) {
        return new Absolute(scorer, newThreshold);
    }

    @Override
    public Reading read(Query query, List<Key> positives, List<Key> passages, PassageScorer by) {
        float[] scores = by.score(query, passages);
        double[] suspicions = new double[scores.length];
        for (int i = 0; i < scores.length; i++) {
            suspicions[i] = scores[i];
        }
        return new Reading(scores, suspicions, ScoreRule.positiveScore(query, positives, by));
    }
}
