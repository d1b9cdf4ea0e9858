package dev.isogloss.experiment;

import dev.isogloss.encoder.TrainedPart;
import dev.isogloss.tensor.Precision;
import dev.isogloss.train.RerankSettings;
import java.util.OptionalInt;

/**
 * How a cross-encoder learns, be it a judge or a reranker.
 *
 * @param pairTokens longest pair of query and passage, special tokens included
 * @param topLayers how many layers are trained, from the top; empty for all
 * @param groups queries of a step
 * @param negatives of a query in an epoch
 * @param maxSteps stop early; empty for all epochs
 * @param validation share of the training queries that are held out to choose the best weights, 0 .. 0.9
 */
public record CrossEncoderTraining(
        int pairTokens,
        OptionalInt topLayers,
        int groups,
        int negatives,
        double learningRate,
        int epochs,
        OptionalInt maxSteps,
        double validation) {
    /** What judges hold out. */
    private static final double HELD_OUT = 0.1;

    static CrossEncoderTraining of(Settings in) {
        return new CrossEncoderTraining(
                in.integer("pair-tokens", 16, 8192),
                in.optionalInteger("top-layers", 0, 1000),
                in.integer("groups", 1, 10_000),
                in.integer("negatives", 1, 100),
                in.number("learning-rate", 1e-12, 1),
                in.integer("epochs", 1, 10_000),
                in.optionalInteger("max-steps", 1, Integer.MAX_VALUE),
                in.number("validation", 0, 0.9));
    }

    /** How a judge learns. */
    static CrossEncoderTraining of(JudgingChoice.CrossEncoder judge) {
        return new CrossEncoderTraining(
                judge.pairTokens(),
                judge.topLayers(),
                judge.groups(),
                judge.negatives(),
                judge.learningRate(),
                judge.epochs(),
                judge.maxSteps(),
                HELD_OUT);
    }

    /** The same for the trainer; what is not said here is as usual. */
    RerankSettings settings(Experiment experiment, long seed) {
        RerankSettings usual = RerankSettings.DEFAULT;
        return new RerankSettings(
                usual.loss(),
                topLayers.isPresent() ? TrainedPart.top(topLayers.getAsInt()) : TrainedPart.ALL_LAYERS,
                groups,
                negatives,
                learningRate,
                epochs,
                usual.warmup(),
                usual.weightDecay(),
                usual.clipNorm(),
                pairTokens,
                usual.chunkTokens(),
                usual.lanes(),
                Precision.parse(experiment.model().precision()),
                seed,
                maxSteps.orElse(0),
                usual.validateEvery(),
                usual.validationNegatives(),
                usual.validationQueries(),
                Math.min(usual.checkpointSeconds(), experiment.train().checkpointSeconds()));
    }
}
