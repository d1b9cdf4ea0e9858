package dev.isogloss.train;

/**
 * Linear warm-up to the peak, then linear decay that would reach 0 one step after the last.
 *
 * @param warmupSteps 0 .. totalSteps
 * @param totalSteps at least 1
 */
public record LearningRate(double peak, int warmupSteps, int totalSteps) {
    public LearningRate {
        if (totalSteps < 1 || warmupSteps < 0 || warmupSteps > totalSteps) {
            throw new IllegalArgumentException("warmupSteps must be 0 .. totalSteps, which is at least 1 (got: "
                    + warmupSteps + " of " + totalSteps + ")");
        }
    }

    /** The rate over {@code totalSteps} with the warm-up that the settings ask for, rounded up to whole steps. */
    public static LearningRate of(TrainSettings settings, int totalSteps) {
        return of(settings.learningRate(), settings.warmup(), totalSteps);
    }

    /**
     * The rate over {@code totalSteps} with a warm-up rounded up to whole steps.
     *
     * @param warmup share of the steps, 0 .. 1
     */
    static LearningRate of(double peak, double warmup, int totalSteps) {
        return new LearningRate(peak, (int) Math.ceil(warmup * totalSteps - 1e-9), totalSteps);
    }

    /**
     * The rate of a step.
     *
     * @param step from 1 to {@code totalSteps}
     */
    public double at(int step) {
        if (step < 1 || step > totalSteps) {
            throw new IllegalArgumentException("step must be 1 .. " + totalSteps + " (got: " + step + ")");
        }
        return step <= warmupSteps
                ? peak * ((double) step / warmupSteps)
                : peak * ((double) (totalSteps + 1 - step) / (totalSteps + 1 - warmupSteps));
    }
}
