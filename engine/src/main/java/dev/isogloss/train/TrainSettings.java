package dev.isogloss.train;

import dev.isogloss.loss.ContrastiveLoss;
import dev.isogloss.loss.Distillation;
import dev.isogloss.loss.Matryoshka;
import dev.isogloss.loss.Objective;
import dev.isogloss.loss.WeightPlacement;
import dev.isogloss.tensor.Precision;

/**
 * How to train. Everything but {@link #checkpointSeconds} influences the result, and nothing else does: neither the number of
 * processors nor the moments of checkpoints.
 *
 * @param negatives hard negatives an example brings, 0 .. 100
 * @param temperature of {@link ContrastiveLoss}
 * @param learningRate the peak, reached after the warm-up
 * @param epochs passes over the batch plan, at least 1
 * @param warmup share of the steps in which the rate rises, 0 .. 1
 * @param weightDecay of the weight matrices; biases and layer norms do not decay
 * @param clipNorm largest norm of the whole gradient; 0 does not clip
 * @param queryTokens longest query in training, special tokens included
 * @param passageTokens longest passage in training, special tokens included
 * @param chunkTokens tokens whose graph is held at a time, per lane
 * @param lanes chunks computed at the same time, each lane with gradients of its own that are added in order; 1 .. 64
 * @param weights where the weights of language and topic enter the loss
 * @param contrastive weight of the contrastive loss; 0 learns from a teacher alone
 * @param distillation what is learned from a teacher besides
 * @param matryoshka prefixes of the vectors that learn the contrastive loss too
 * @param maxSteps stop after so many steps; 0 trains all epochs
 * @param validateEvery steps between validations; 0 validates before the first and after the last step only
 * @param validationNegatives mined negatives that each held-out query's positives are ranked against, 1 .. 1000
 * @param validationQueries most held-out queries that are ranked, at least 1
 * @param selection which weights are written in the end
 * @param checkpointSeconds least time between two checkpoints; 0 makes one after every step
 */
public record TrainSettings(
        int negatives,
        double temperature,
        double learningRate,
        int epochs,
        double warmup,
        double weightDecay,
        double clipNorm,
        int queryTokens,
        int passageTokens,
        int chunkTokens,
        GradientCaching gradientCaching,
        int lanes,
        Precision precision,
        WeightPlacement weights,
        double contrastive,
        Distillation distillation,
        Matryoshka matryoshka,
        long seed,
        int maxSteps,
        int validateEvery,
        int validationNegatives,
        int validationQueries,
        Selection selection,
        int checkpointSeconds) {
    /** Defaults of the method, for a small model; the learning rate wants to be chosen on held-out queries. */
    public static final TrainSettings DEFAULT = new TrainSettings(
            7,
            0.02,
            2e-5,
            2,
            0.1,
            0.01,
            1.0,
            64,
            256,
            2048,
            GradientCaching.ALWAYS,
            2,
            Precision.AUTO,
            WeightPlacement.NONE,
            1,
            new Distillation.None(),
            Matryoshka.NONE,
            42,
            0,
            0,
            15,
            500,
            Selection.TRAINED_OR_UNTOUCHED,
            300);

    public TrainSettings {
        requireWithin("negatives", negatives, 0, 100);
        requireWithin("epochs", epochs, 1, 10_000);
        requireWithin("queryTokens", queryTokens, 4, 8192);
        requireWithin("passageTokens", passageTokens, 4, 8192);
        requireWithin("chunkTokens", chunkTokens, Math.max(queryTokens, passageTokens), 1 << 24);
        requireWithin("lanes", lanes, 1, 64);
        requireWithin("maxSteps", maxSteps, 0, Integer.MAX_VALUE);
        requireWithin("validateEvery", validateEvery, 0, Integer.MAX_VALUE);
        requireWithin("validationNegatives", validationNegatives, 1, 1000);
        requireWithin("validationQueries", validationQueries, 1, Integer.MAX_VALUE);
        requireWithin("checkpointSeconds", checkpointSeconds, 0, Integer.MAX_VALUE);
        require("temperature", temperature, temperature > 0, "positive");
        require("learningRate", learningRate, learningRate > 0, "positive");
        require("warmup", warmup, warmup >= 0 && warmup <= 1, "0 .. 1");
        require("weightDecay", weightDecay, weightDecay >= 0, "0 or more");
        require("contrastive", contrastive, contrastive + distillation.weight() > 0, "positive, or 0 with a teacher");
        require("clipNorm", clipNorm, clipNorm >= 0, "0 (no clipping) or more");
    }

    /** The loss of these settings: the only holder of the temperature from here on. */
    public Objective objective() {
        return new Objective(new ContrastiveLoss(temperature, weights), contrastive, distillation, matryoshka);
    }

    /** These settings with the moments of checkpoints, which the result does not depend on, at a fixed value. */
    TrainSettings decisive() {
        return withCheckpointSeconds(0);
    }

    /** The same settings with another {@link #checkpointSeconds}. */
    public TrainSettings withCheckpointSeconds(int seconds) {
        return with(distillation, matryoshka, selection, seconds);
    }

    /** The same settings with another {@link #selection}. */
    public TrainSettings withSelection(Selection other) {
        return with(distillation, matryoshka, other, checkpointSeconds);
    }

    /** The same settings with another {@link #distillation}. */
    public TrainSettings withDistillation(Distillation other) {
        return with(other, matryoshka, selection, checkpointSeconds);
    }

    /** The same settings with other {@link #matryoshka} prefixes. */
    public TrainSettings withMatryoshka(Matryoshka other) {
        return with(distillation, other, selection, checkpointSeconds);
    }

    private TrainSettings with(
            Distillation otherDistillation, Matryoshka otherMatryoshka, Selection otherSelection, int otherSeconds) {
        return new TrainSettings(
                negatives,
                temperature,
                learningRate,
                epochs,
                warmup,
                weightDecay,
                clipNorm,
                queryTokens,
                passageTokens,
                chunkTokens,
                gradientCaching,
                lanes,
                precision,
                weights,
                contrastive,
                otherDistillation,
                otherMatryoshka,
                seed,
                maxSteps,
                validateEvery,
                validationNegatives,
                validationQueries,
                otherSelection,
                otherSeconds);
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
