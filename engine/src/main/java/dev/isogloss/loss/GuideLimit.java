package dev.isogloss.loss;

import java.util.OptionalDouble;

/**
 * From which score on a guide, an encoder that is not being trained, takes a passage for another answer to the query: the rules of
 * GISTEmbed (Solatorio 2024, arXiv 2402.16829) with an absolute margin, {@code guide(q, d) > guide(q, d+) + margin}, and with a
 * relative one, {@code guide(q, d) > fraction * guide(q, d+)} for a positive score. Where both are set, either is enough.
 *
 * @param margin on the guide's scale; 0 is everything above the positive, 0.1 only what is clearly above it, -0.05 also what is
 *     just below
 * @param fraction of the positive's score, above 0; 0.95 as in NV-Retriever (arXiv 2407.15831)
 */
public record GuideLimit(OptionalDouble margin, OptionalDouble fraction) {
    public GuideLimit {
        if (margin.isEmpty() && fraction.isEmpty()) {
            throw new IllegalArgumentException("a guide needs a margin or a fraction (got neither)");
        }
        if (margin.isPresent() && !Double.isFinite(margin.getAsDouble())
                || fraction.isPresent() && !(fraction.getAsDouble() > 0 && Double.isFinite(fraction.getAsDouble()))) {
            throw new IllegalArgumentException("a margin must be finite and a fraction positive and finite (got: "
                    + margin + " and " + fraction + ")");
        }
    }

    /** An absolute margin alone. */
    public static GuideLimit margin(double margin) {
        return new GuideLimit(OptionalDouble.of(margin), OptionalDouble.empty());
    }

    /** A fraction alone. */
    public static GuideLimit fraction(double fraction) {
        return new GuideLimit(OptionalDouble.empty(), OptionalDouble.of(fraction));
    }

    /** The score above which a passage is masked, where the guide gives the positive this one. */
    float above(float positive) {
        float limit = margin.isPresent() ? positive + (float) margin.getAsDouble() : Float.POSITIVE_INFINITY;
        // Below a score of 0 a fraction would move the limit the wrong way.
        float relative = fraction.isPresent()
                ? positive - (1 - (float) fraction.getAsDouble()) * Math.abs(positive)
                : Float.POSITIVE_INFINITY;
        return Math.min(limit, relative);
    }
}
