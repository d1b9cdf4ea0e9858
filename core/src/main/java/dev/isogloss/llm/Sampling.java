package dev.isogloss.llm;

/**
 * How the next token is drawn.
 *
 * @param topP only the likeliest tokens that make up this share are drawn from, above 0 and at most 1
 * @param temperature 0 takes the likeliest, 1 draws as the model says, at most 2
 * @param maxNewTokens the answer is cut after so many, at least 1
 * @param seed makes a server that knows seeds repeat itself, at least 0
 */
public record Sampling(double topP, double temperature, int maxNewTokens, int seed) {
    public Sampling {
        if (!(topP > 0 && topP <= 1)) {
            throw new IllegalArgumentException("topP must be above 0 and at most 1 (got: " + topP + ")");
        }
        if (!(temperature >= 0 && temperature <= 2)) {
            throw new IllegalArgumentException("temperature must be 0 .. 2 (got: " + temperature + ")");
        }
        if (maxNewTokens < 1) {
            throw new IllegalArgumentException("maxNewTokens must be at least 1 (got: " + maxNewTokens + ")");
        }
        if (seed < 0) {
            throw new IllegalArgumentException("seed must be at least 0 (got: " + seed + ")");
        }
    }

    public Sampling withSeed(int other) {
        return new Sampling(topP, temperature, maxNewTokens, other);
    }
}
