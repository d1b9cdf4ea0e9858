package dev.isogloss.cli;

import dev.isogloss.experiment.Pipeline;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Plans the batches of an experiment. */
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        description = {
            "Plans the batches of an experiment.",
            "Everything before is done first where needed; finished steps are skipped."
        },
        footer = {"", "Example: isogloss plan experiments/sample.yaml --set plan.language=mixed"})
final class PlanCommand implements Callable<Integer> {
    @Mixin
    private ExperimentOptions options = new ExperimentOptions();

    @Override
    public Integer call() throws Exception {
        options.runUntil(Pipeline.Until.PLAN);
        return 0;
    }
}
