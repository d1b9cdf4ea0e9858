package dev.isogloss.train;

import dev.isogloss.encoder.TrainedPart;
import dev.isogloss.loss.RerankLoss;
import dev.isogloss.tensor.Precision;

/**
 * How to train a cross-encoder. Everything but {@link #checkpointSeconds} influences the result, and nothing else does.
 *
 * @param groups queries of a step, each with one positive and its negatives; at least 1
 * @param negatives of a query in an epoch, those that people judged first; 1 .. 100
 * @param learningRate the peak, reached after the warm-up
 * @param epochs passes over the queries, at least 1; their positives and negatives take turns
 * @param warmup share of the steps in which the rate rises, 0 .. 1
 * @param weightDecay of the weight matrices; biases and layer norms do not decay
 * @param clipNorm largest norm of the whole gradient; 0 does not clip
 * @param pairTokens longest pair in training and of the trained model, special tokens included
 * @param chunkTokens tokens whose graph is held at a time, per lane; a larger group is a chunk of its own
 * @param lanes chunks computed at the same time, each lane with gradients of its own that are added in order; 1 .. 64
 * @param maxSteps stop after so many steps; 0 trains all epochs
 * @param validateEvery steps between validations; 0 validates before the first and after the last step only
 * @param validationNegatives negatives that each held-out query's positives are ranked against, 1 .. 1000
 * @param validationQueries most held-out queries that are ranked, at least 1
 * @param checkpointSeconds least time between two checkpoints; 0 makes one after every step
 */
public record RerankSettings(
        RerankLoss loss,
        TrainedPart trained,
        int groups,
        int negatives,
        double learningRate,
        int epochs,
        double warmup,
        double weightDecay,
        double clipNorm,
        int pairTokens,
        int chunkTokens,
        int lanes,
        Precision precision,
        long seed,
        int maxSteps,
        int validateEvery,
        int validationNegatives,
        int validationQueries,
        int checkpointSeconds) {
    /** For a small multilingual backbone on a CPU: all layers, no embeddings; the rate wants to be chosen on held-out queries. */
    public static final RerankSettings DEFAULT = new RerankSettings(
            RerankLoss.BOTH,
            TrainedPart.ALL_LAYERS,
            8,
            7,
            5e-5,
            2,
            0.1,
            0.01,
            1.0,
            192,
            2048,
            2,
            Precision.AUTO,
            42,
            0,
            0,
            15,
            500,
            300);

    public RerankSettings {
        requireWithin("groups", groups, 1, 10_000);
        requireWithin("negatives", negatives, 1, 100);
        requireWithin("epochs", epochs, 1, 10_000);
        requireWithin("pairTokens", pairTokens, 8, 8192);
        requireWithin("chunkTokens", chunkTokens, 1, 1 << 24);
        requireWithin("lanes", lanes, 1, 64);
        requireWithin("maxSteps", maxSteps, 0, Integer.MAX_VALUE);
        requireWithin("validateEvery", validateEvery, 0, Integer.MAX_VALUE);
        requireWithin("validationNegatives", validationNegatives, 1, 1000);
        requireWithin("validationQueries", validationQueries, 1, Integer.MAX_VALUE);
        requireWithin("checkpointSeconds", checkpointSeconds, 0, Integer.MAX_VALUE);
        require("learningRate", learningRate, learningRate > 0, "positive");
        require("warmup", warmup, warmup >= 0 && warmup <= 1, "0 .. 1");
        require("weightDecay", weightDecay, weightDecay >= 0, "0 or more");
        require("clipNorm", clipNorm, clipNorm >= 0, "0 (no clipping) or more");
    }

    /** These settings with the moments of checkpoints, which the result does not depend on, at a fixed value. */
    RerankSettings decisive() {
        return withCheckpointSeconds(0);
    }

    /** The same settings with another {@link #checkpointSeconds}. */
    public RerankSettings withCheckpointSeconds(int seconds) {
        return new RerankSettings(
                loss,
                trained,
                groups,
                negatives,
                learningRate,
                epochs,
                warmup,
                weightDecay,
                clipNorm,
                pairTokens,
                chunkTokens,
                lanes,
                precision,
                seed,
                maxSteps,
                validateEvery,
                validationNegatives,
                validationQueries,
                seconds);
    }

    private static void requireWithin(String name, int value, int low, int high) {
        if (value < low || value > high) {
            throw new IllegalArgumentException(name + " must be " + low + " .. " + high + " (got: " + value + ")");
        }
    }

    private static void require(String name, double value, boolean holds, String rule) {
        if (!holds || !Double.isFinite(value)) {
            throw new IllegalArgumentException(name + " must be " + rule + " (got: " + value + ")");
        }
    }
}
