package dev.isogloss.cli;

import dev.isogloss.experiment.Pipeline;
import dev.isogloss.experiment.ablation.AblationFile;
import dev.isogloss.io.BadInputException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs a whole experiment, from raw files to a report. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = {
            "Runs a whole experiment, from raw files to a report.",
            "A table of experiments is run row by row, as isogloss ablate does: experiments/compare-methods.yaml.",
            "Finished steps are skipped; a stopped run goes on where it was."
        },
        footer = {"", "Example: isogloss run experiments/sample.yaml --out runs/first --set train.epochs=1"})
final class RunCommand implements Callable<Integer> {
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
        if (AblationFile.isTable(options.file())) {
            if (estimate) {
                throw new BadInputException(
                        "--estimate is of one experiment, and " + options.file() + " is a table of several");
            }
            options.runTable();
            return 0;
        }
        options.runUntil(estimate ? Pipeline.Until.ESTIMATE : Pipeline.Until.REPORT);
        return 0;
    }
}
