package dev.isogloss.cli;

import dev.isogloss.experiment.Experiment;
import dev.isogloss.experiment.ExperimentFile;
import dev.isogloss.experiment.Pipeline;
import dev.isogloss.experiment.RunFolder;
import dev.isogloss.experiment.ablation.Ablation;
import dev.isogloss.experiment.ablation.AblationFile;
import dev.isogloss.experiment.ablation.AblationRun;
import dev.isogloss.io.BadInputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What every command that works on an experiment takes. */
final class ExperimentOptions {
    @Parameters(paramLabel = "FILE", description = "the experiment file, for example experiments/sample.yaml")
    private Path file = Path.of("");

    @Option(names = "--out", paramLabel = "FOLDER", description = "the run folder (default: runs/NAME)")
    private @Nullable Path out;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "sets one key of the experiment, for example --set train.epochs=1; may be repeated")
    private List<String> overrides = List.of();

    @Mixin
    private Console console = new Console();

    Path file() {
        return file;
    }

    /** Runs the table that the file is, every row of it, in {@code runs/NAME}. */
    void runTable() throws IOException {
        Ablation table = AblationFile.read(file.toString(), file.resolveSibling(""));
        Path experiment = table.experiment()
                .orElseThrow(() -> new BadInputException(file + " is a table that does not say of which experiment:"
                        + " give it a key experiment, or run it with isogloss ablate EXPERIMENT --table " + file));
        Path folder = out == null ? Path.of("runs", table.name()) : out;
        AblationRun.Outcome outcome = new AblationRun(experiment, overrides, table, folder, List.of())
                .run(List.of(), console::aside, console.progress());
        console.result(outcome.text(), outcome.json());
    }

    Experiment experiment() {
        return ExperimentFile.read(file, overrides);
    }

    Console console() {
        return console;
    }

    /** Runs the experiment's steps up to and with {@code last} and prints what they found. */
    void runUntil(Pipeline.Until last) throws IOException {
        Experiment experiment = experiment();
        Path folder = out == null ? Path.of("runs", experiment.name()) : out;
        Pipeline.Outcome outcome = Pipeline.run(experiment, new RunFolder(folder), last, console.progress());
        console.result(outcome.text(), outcome.json());
    }
}
