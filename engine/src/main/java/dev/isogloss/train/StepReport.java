package dev.isogloss.train;

/**
 * What one step did, apart from times.
 *
 * @param epoch from 0
 * @param gradientNorm of the whole gradient, before clipping
 * @param tokens encoded once; the gradient cache's second pass does not count
 * @param set the further training set that the step was of; empty for the main collection
 * @param language code of the batch's language, or {@code mixed}
 */
record StepReport(int epoch, double loss, double gradientNorm, long tokens, String set, String language) {}
