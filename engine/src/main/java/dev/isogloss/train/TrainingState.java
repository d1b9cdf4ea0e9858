package dev.isogloss.train;

import org.jspecify.annotations.Nullable;

/**
 * Where a training stands after a step, apart from weights and moments.
 *
 * @param fingerprint of everything that influences the result
 * @param bestStep the step whose weights are the best so far; 0 for the untouched model
 * @param untouched the score before the first step; null without validation queries
 * @param best the score at {@code bestStep}; null without validation queries, or before the first validation that counts
 */
record TrainingState(
        String fingerprint,
        int step,
        int bestStep,
        @Nullable ValidationScore untouched,
        @Nullable ValidationScore best) {
    /** Before the first step; {@code mayKeep} says whether the untouched weights compete for being the best. */
    static TrainingState initial(String fingerprint, @Nullable ValidationScore untouched, boolean mayKeep) {
        return new TrainingState(fingerprint, 0, 0, untouched, mayKeep ? untouched : null);
    }

    TrainingState after(int newStep) {
        return new TrainingState(fingerprint, newStep, bestStep, untouched, best);
    }

    /** With the score of the weights after {@code step}; without a score the newest weights are the best. */
    TrainingState validated(@Nullable ValidationScore score) {
        boolean better = score == null || best == null || score.isBetterThan(best);
        return better ? new TrainingState(fingerprint, step, step, untouched, score) : this;
    }
}
