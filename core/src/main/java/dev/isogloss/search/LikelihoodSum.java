package dev.isogloss.search;

/** How the logarithms of a query's tokens become one score. */
public enum LikelihoodSum {
    /** Their mean, so that long queries compare with short ones. */
    MEAN,
    /** Their sum, the logarithm of the query's own probability. */
    SUM;

    /**
     * The score.
     *
     * @param logarithm the sum over tokens
     * @param tokens at least 1
     */
    public double of(double logarithm, int tokens) {
        return this == MEAN ? logarithm / tokens : logarithm;
    }
}
