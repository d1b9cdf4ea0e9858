package dev.isogloss.experiment.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of an ablation table in one task, by one metric.
 *
 * @param value mean over the seeds where there are several
 * @param low lower end of the interval
 * @param high upper end
 * @param seeds the values of single trainings, at least one
 * @param spread standard deviation over the seeds; null of a single one
 * @param fromReference null of the reference itself, and while it is missing
 * @param fromBaseline null of the baseline itself, and where there is none
 * @param seconds what a run takes by itself
 */
public record AblationRow(
        String name,
        double value,
        double low,
        double high,
        List<Double> seeds,
        @Nullable Double spread,
        @Nullable Change fromReference,
        @Nullable Change fromBaseline,
        double seconds) {
    public AblationRow {
        seeds = List.copyOf(seeds);
    }

    /**
     * How a row differs from another.
     *
     * @param p corrected over the rows
     */
    public record Change(double difference, double p, boolean isSignificant) {
        /** The word of the style sheet for a difference. */
        String standing() {
            if (!isSignificant) {
                return "even";
            }
            return difference > 0 ? "above" : "below";
        }
    }

    /** The word of the style sheet for how the row stands to the reference. */
    String standing() {
        return fromReference == null ? "even" : fromReference.standing();
    }
}
