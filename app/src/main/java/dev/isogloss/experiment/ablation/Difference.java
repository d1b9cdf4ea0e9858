package dev.isogloss.experiment.ablation;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.isogloss.eval.Comparison;

/**
 * How a row differs from another on the same queries.
 *
 * @param difference the row's value minus the other's
 * @param p of the two-sided paired randomisation test
 * @param pHolm after Holm's correction over all rows of the table, for this task and metric
 */
public record Difference(
        String against,
        double difference,
        double p,
        @JsonProperty("p-holm") double pHolm) {
    /** Whether chance alone would rarely give such a difference, all rows considered. */
    boolean isSignificant() {
        return pHolm < Comparison.LEVEL;
    }
}
