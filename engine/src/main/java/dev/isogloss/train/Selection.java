package dev.isogloss.train;

import java.util.List;

/**
 * Which weights a training ends with.
 *
 * @param keepUntouched whether the untouched model is kept when no step validates better than it; otherwise the best trained
 *     weights are
 * @param interpolations shares of the best trained weights that are tried in {@code share * trained + (1 - share) * untouched}; the
 *     one that validates best is written, the larger one where two are equal. Weight interpolation keeps what the untouched model
 *     could do (WiSE-FT, arXiv 2109.01903; LM-Cocktail, arXiv 2311.13534). Descending, each above 0 and at most 1; more than one
 *     needs held-out queries
 */
public record Selection(boolean keepUntouched, List<Double> interpolations) {
    /** The best trained weights as they are. */
    public static final Selection TRAINED = new Selection(false, List.of(1.0));

    /** The best weights, the untouched ones among them. */
    public static final Selection TRAINED_OR_UNTOUCHED = new Selection(true, List.of(1.0));

    public Selection {
        interpolations = interpolations.stream()
                .sorted(java.util.Comparator.reverseOrder())
                .distinct()
                .toList();
        if (interpolations.isEmpty() || interpolations.stream().anyMatch(share -> !(share > 0 && share <= 1))) {
            throw new IllegalArgumentException(
                    "interpolations must be one or more numbers above 0 and at most 1 (got: " + interpolations + ")");
        }
    }
}
