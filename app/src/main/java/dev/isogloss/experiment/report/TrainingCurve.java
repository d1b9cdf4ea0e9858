package dev.isogloss.experiment.report;

import java.util.List;

/**
 * How one training went.
 *
 * @param system the system that came out of it
 * @param steps in ascending order
 * @param validationName what validation measured, for example {@code ndcg@10 on held-out training queries}
 * @param validations in ascending order of steps; may be empty
 * @param bestStep the step whose checkpoint was kept, 0 for the untouched weights, -1 when validation did not choose
 */
public record TrainingCurve(
        String system, List<Step> steps, String validationName, List<Validation> validations, int bestStep) {
    public TrainingCurve {
        steps = List.copyOf(steps);
        validations = List.copyOf(validations);
    }

    /** One step of the training log. */
    public record Step(int step, double loss) {}

    /** One look at the held-out queries. */
    public record Validation(int step, double value) {}
}
