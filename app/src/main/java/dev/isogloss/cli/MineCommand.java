package dev.isogloss.cli;

import dev.isogloss.experiment.Pipeline;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Mines hard negatives for an experiment and reports what was filtered and why. */
@Command(
        name = "mine",
        mixinStandardHelpOptions = true,
        description = {
            "Mines hard negatives for an experiment and reports what was filtered and why.",
            "Everything before mining is done first where needed; finished steps are skipped."
        },
        footer = {"", "Example: isogloss mine experiments/sample.yaml"})
final class MineCommand implements Callable<Integer> {
    @Mixin
    private ExperimentOptions options = new ExperimentOptions();

    @Override
    public Integer call() throws Exception {
        options.runUntil(Pipeline.Until.MINE);
        return 0;
    }
}
