package dev.isogloss.cli;

import dev.isogloss.experiment.Pipeline;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Mines hard negatives for an experiment and reports what was filtered and why. */
@Command(
        name = "mine",
        mixinStandardHelpOptions = true,
        description = {
            "Mines hard negatives for an experiment and reports what was filtered and why.",
            "Everything before mining is done first where needed; finished steps are skipped."
        },
        footer = {
            "",
            "Examples: isogloss mine experiments/sample.yaml",
            "          isogloss mine experiments/llm-judge.yaml --estimate"
        })
final class MineCommand implements Callable<Integer> {
    @Option(
            names = "--estimate",
            description =
                    "only says how many calls and tokens the language model that judges or generates would cost; asks it"
                            + " nothing")
    private boolean estimate;

    @Mixin
    private ExperimentOptions options = new ExperimentOptions();

    @Override
    public Integer call() throws Exception {
        options.runUntil(estimate ? Pipeline.Until.ESTIMATE : Pipeline.Until.MINE);
        return 0;
    }
}
