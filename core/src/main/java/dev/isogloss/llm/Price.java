package dev.isogloss.llm;

/**
 * What tokens cost, in any one currency.
 *
 * @param perMillionInput of a million tokens of prompts, at least 0
 * @param perMillionOutput of a million tokens of answers, at least 0
 */
public record Price(double perMillionInput, double perMillionOutput) {
    /** A server of one's own. */
    public static final Price FREE = new Price(0, 0);

    public Price {
        if (!(perMillionInput >= 0 && perMillionOutput >= 0 && Double.isFinite(perMillionInput + perMillionOutput))) {
            throw new IllegalArgumentException(
                    "prices must be at least 0 (got: " + perMillionInput + ", " + perMillionOutput + ")");
        }
    }

    /** Of so many tokens. */
    public double of(long inputTokens, long outputTokens) {
        return (inputTokens * perMillionInput + outputTokens * perMillionOutput) / 1e6;
    }
}
