package dev.isogloss.eval;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Whether one system differs from another on the same queries.
 *
 * @param language {@link ResultRow#MACRO} or {@link ResultRow#MICRO}
 * @param difference value of {@code system} minus value of {@code against}
 * @param p of the two-sided paired randomisation test
 * @param pHolm {@code p} after Holm's correction over all pairs of systems of this metric, task and language
 */
public record Comparison(
        String system,
        String against,
        String task,
        String metric,
        String language,
        double difference,
        double p,
        @JsonProperty("p-holm") double pHolm,
        int queries) {
    /** Below this corrected p a difference is marked as significant. */
    public static final double LEVEL = 0.05;

    public Comparison {
        if (!(p >= 0 && p <= 1 && pHolm >= p && pHolm <= 1)) {
            throw new IllegalArgumentException("need 0 <= p <= p-holm <= 1 (got: p " + p + ", p-holm " + pHolm + ")");
        }
    }

    /** Whether chance alone would rarely give such a difference, all pairs considered. */
    public boolean isSignificant() {
        return pHolm < LEVEL;
    }

    /** Whether this comparison says that {@code winner} is significantly better than {@code loser}. */
    public boolean isBetter(String winner, String loser) {
        return isSignificant()
                && (difference > 0
                        ? system.equals(winner) && against.equals(loser)
                        : system.equals(loser) && against.equals(winner));
    }
}
