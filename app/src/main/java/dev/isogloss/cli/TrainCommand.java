package dev.isogloss.cli;

import dev.isogloss.experiment.Pipeline;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Trains the encoder of an experiment. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = {
            "Trains the encoder of an experiment.",
            "Everything before is done first where needed; a stopped training goes on at its last checkpoint."
        },
        footer = {"", "Example: isogloss train experiments/sample.yaml --set train.learning-rate=1e-4"})
final class TrainCommand implements Callable<Integer> {
    @Mixin
    private ExperimentOptions options = new ExperimentOptions();

    @Override
    public Integer call() throws Exception {
        options.runUntil(Pipeline.Until.TRAIN);
        return 0;
    }
}
