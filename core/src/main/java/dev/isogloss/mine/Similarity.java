package dev.isogloss.mine;

import dev.isogloss.data.Key;
import dev.isogloss.data.Query;
import java.util.Arrays;
import java.util.List;

/**
 * Drops a candidate that says nearly the same as a positive: its similarity to the nearest positive passage is above a value.
 * Here the score of a drop is that similarity.
 *
 * @param above on the scorer's own scale; finite
 */
public record Similarity(String scorer, double above) implements ScoreRule {
    public Similarity {
        if (!Double.isFinite(above)) {
            throw new IllegalArgumentException("the similarity must be finite (got: " + above + ")");
        }
    }

    @Override
    public String name() {
        return "similarity";
    }

    @Override
    public String describe() {
        return name() + "(scorer=" + scorer + ", above=" + above + ")";
    }

    @Override
    public double threshold() {
        return above;
    }

    @Override
    public String reason() {
        return scorer + " similarity to a positive above " + above;
    }

    @Override
    public Similarity withThreshold(double newThreshold) {
        return new Similarity(scorer, newThreshold);
    }

    @Override
    public Reading read(Query query, List<Key> positives, List<Key> passages, PassageScorer by) {
        float[] nearest = new float[passages.size()];
        Arrays.fill(nearest, Float.NEGATIVE_INFINITY);
        for (Key positive : positives) {
            float[] similarities = by.similarity(positive, passages);
            for (int i = 0; i < nearest.length; i++) {
                nearest[i] = Math.max(nearest[i], similarities[i]);
            }
        }
        double[] suspicions = new double[nearest.length];
        for (int i = 0; i < nearest.length; i++) {
            suspicions[i] = nearest[i];
        }
        return new Reading(nearest, suspicions, Double.NaN);
    }
}
