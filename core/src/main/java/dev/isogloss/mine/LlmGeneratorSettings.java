package dev.isogloss.mine;

import dev.isogloss.io.StableHash;
import dev.isogloss.llm.Sampling;

/**
 * How a language model makes queries.
 *
 * @param topP of both steps
 * @param temperature of both steps
 * @param summaryTokens new tokens of a summary at most
 * @param queryTokens new tokens of a query at most
 * @param retries how often a refused summary or query is asked for again with another seed, 0 .. 10
 * @param longestPassage code points of a passage that are shown, at least 1
 * @param longestSummary code points of a summary that is taken, at least 1
 * @param longestQuery code points of a query that is taken, at least 1
 * @param seed of all seeds that are sent
 */
public record LlmGeneratorSettings(
        double topP,
        double temperature,
        int summaryTokens,
        int queryTokens,
        int retries,
        int longestPassage,
        int longestSummary,
        int longestQuery,
        long seed) {
    /** The method's sampling and lengths. */
    public static final LlmGeneratorSettings DEFAULT =
            new LlmGeneratorSettings(0.9, 0.7, 256, 128, 2, 4000, 1000, 300, 0);

    public LlmGeneratorSettings {
        new Sampling(topP, temperature, Math.min(summaryTokens, queryTokens), 0);
        if (retries < 0 || retries > 10) {
            throw new IllegalArgumentException("retries must be 0 .. 10 (got: " + retries + ")");
        }
        if (longestPassage < 1 || longestSummary < 1 || longestQuery < 1) {
            throw new IllegalArgumentException("lengths must be at least 1 (got: " + longestPassage + ", "
                    + longestSummary + ", " + longestQuery + ")");
        }
    }

    Sampling summary(int attempt) {
        return new Sampling(topP, temperature, summaryTokens, seed("summary", attempt));
    }

    Sampling query(int attempt) {
        return new Sampling(topP, temperature, queryTokens, seed("query", attempt));
    }

    String describe() {
        return "sampling=" + topP + "/" + temperature + ", tokens=" + summaryTokens + "/" + queryTokens + ", retries="
                + retries + ", lengths=" + longestPassage + "/" + longestSummary + "/" + longestQuery + ", seed="
                + seed;
    }

    private int seed(String step, int attempt) {
        return (int) (StableHash.of(seed, step + " attempt " + attempt) >>> 33);
    }
}
