package dev.isogloss.train;

/**
 * What a {@link TrainingLoop} must know.
 *
 * @param learningRate over all steps
 * @param clipNorm largest norm of the whole gradient; 0 does not clip
 * @param validateEvery steps between validations; 0 validates before the first and after the last step only
 * @param keepUntouched whether the untouched model competes for being the best
 * @param checkpointSeconds least time between two checkpoints; 0 makes one after every step
 */
record LoopSettings(
        LearningRate learningRate, double clipNorm, int validateEvery, boolean keepUntouched, int checkpointSeconds) {}
