package dev.isogloss.cli;

import dev.isogloss.experiment.Pipeline;
import dev.isogloss.io.BadInputException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains an experiment's encoder, or a reranker from the same backbone. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = {
            "Trains an experiment's encoder; writes a model folder that loads in sentence-transformers.",
            "With --task rerank: a cross-encoder from the same backbone, from all judged and mined passages of the training"
                    + " queries; it goes to RUN-FOLDER/reranker, a sequence-classification folder of Hugging Face.",
            "Everything before training is done first where needed; a stopped training goes on at its last checkpoint."
        },
        footer = {
            "",
            "Examples: isogloss train experiments/sample.yaml --set train.epochs=1",
            "          isogloss train --task rerank experiments/sample.yaml --set rerank.epochs=1"
        })
final class TrainCommand implements Callable<Integer> {
    @Option(
            names = "--task",
            paramLabel = "TASK",
            defaultValue = "retrieve",
            description = "retrieve (default): the encoder | rerank: a cross-encoder for isogloss search --rerank")
    private String task = "retrieve";

    @Mixin
    private ExperimentOptions options = new ExperimentOptions();

    @Override
    public Integer call() throws Exception {
        options.runUntil(
                switch (task) {
                    case "retrieve" -> Pipeline.Until.TRAIN;
                    case "rerank" -> Pipeline.Until.RERANK;
                    default -> throw new BadInputException("--task must be retrieve or rerank (got: " + task + ")");
                });
        return 0;
    }
}
