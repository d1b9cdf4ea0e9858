package dev.isogloss.loss;

import java.util.Arrays;

/**
 * What the rows of one batch of B queries and N passages mean to {@link ContrastiveLoss}.
 *
 * @param passages N
 * @param positives (B) the passage that row i must find, 0 .. N-1
 * @param masked (B x N, row-major) passages that do not count for a query because they answer it too; never the positive itself
 * @param weights (B) omega of each example; positive and finite
 */
public record ContrastiveTargets(int passages, int[] positives, boolean[] masked, float[] weights) {
    public ContrastiveTargets {
        positives = positives.clone();
        masked = masked.clone();
        weights = weights.clone();
        if (positives.length == 0) {
            throw new IllegalArgumentException("a batch needs at least one query (got: 0)");
        }
        if (masked.length != positives.length * passages || weights.length != positives.length) {
            throw new IllegalArgumentException("a batch of " + positives.length + " queries and " + passages
                    + " passages needs a mask of " + positives.length * passages + " and " + positives.length
                    + " weights (got: " + masked.length + " and " + weights.length + ")");
        }
        for (int row = 0; row < positives.length; row++) {
            if (positives[row] < 0 || positives[row] >= passages) {
                throw new IllegalArgumentException("the positive of query " + row + " must be 0 .. " + (passages - 1)
                        + " (got: " + positives[row] + ")");
            }
            if (masked[row * passages + positives[row]]) {
                throw new IllegalArgumentException("the positive of query " + row + " must not be masked");
            }
            if (!(weights[row] > 0 && weights[row] < Float.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "the weight of query " + row + " must be positive and finite (got: " + weights[row] + ")");
            }
        }
    }

    /** Targets without masks and with weight 1. */
    public static ContrastiveTargets plain(int passages, int... positives) {
        float[] ones = new float[positives.length];
        Arrays.fill(ones, 1);
        return new ContrastiveTargets(passages, positives, new boolean[positives.length * passages], ones);
    }

    /** B. */
    public int queries() {
        return positives.length;
    }

    /**
     * The same targets, masking also what a guide takes for another answer.
     *
     * @param guideScores (B x N, row-major)
     */
    public ContrastiveTargets withGuide(float[] guideScores, GuideLimit limit) {
        if (guideScores.length != masked.length) {
            throw new IllegalArgumentException("guide scores must be " + queries() + " x " + passages + " (got: "
                    + guideScores.length + " values)");
        }
        boolean[] both = masked.clone();
        for (int row = 0; row < positives.length; row++) {
            float above = limit.above(guideScores[row * passages + positives[row]]);
            for (int column = 0; column < passages; column++) {
                both[row * passages + column] |=
                        column != positives[row] && guideScores[row * passages + column] > above;
            }
        }
        return new ContrastiveTargets(passages, positives, both, weights);
    }

    @Override
    public int[] positives() {
        return positives.clone();
    }

    @Override
    public boolean[] masked() {
        return masked.clone();
    }

    @Override
    public float[] weights() {
        return weights.clone();
    }

    /** By the contents of the arrays. */
    @Override
    public boolean equals(Object other) {
        return other instanceof ContrastiveTargets that
                && passages == that.passages
                && Arrays.equals(positives, that.positives)
                && Arrays.equals(masked, that.masked)
                && Arrays.equals(weights, that.weights);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Arrays.hashCode(positives) + Arrays.hashCode(masked)) + Arrays.hashCode(weights);
    }
}
