package dev.isogloss.cli;

import dev.isogloss.experiment.Experiment;
import dev.isogloss.experiment.ExperimentFile;
import dev.isogloss.experiment.Pipeline;
import dev.isogloss.experiment.RunFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes what a language model can be tuned on to generate queries. */
@Command(
        name = "generate",
        mixinStandardHelpOptions = true,
        description = {
            "Writes what a language model can be tuned on to generate queries: chat messages, one JSON object a line.",
            "From every training query of an experiment and each of its positives come two: the request for a summary with the"
                    + " extractive generator's summary as answer, and the request for a query with the person's own query as"
                    + " answer. Prompts are those of mine.judging.llm; the language model itself is not needed."
        },
        footer = {
            "",
            "Example: isogloss generate --export-instructions experiments/sample.yaml --out instructions.jsonl.gz"
        })
final class GenerateCommand implements Callable<Integer> {
    @Option(
            names = "--export-instructions",
            required = true,
            paramLabel = "FILE",
            description = "the experiment file whose collection is taken")
    private Path file = Path.of("");

    @Option(
            names = "--out",
            required = true,
            paramLabel = "JSONL",
            description = "the file to write (gz, zst as its name says)")
    private Path out = Path.of("");

    @Option(
            names = "--run",
            paramLabel = "FOLDER",
            description =
                    "the run folder that passages and model are taken from, and made in where they are not there yet"
                            + " (default: runs/NAME)")
    private @Nullable Path run;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "sets one key of the experiment; may be repeated")
    private List<String> overrides = List.of();

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws Exception {
        Experiment experiment = ExperimentFile.read(file, overrides);
        Path folder = run == null ? Path.of("runs", experiment.name()) : run;
        Pipeline.Outcome outcome =
                Pipeline.exportInstructions(experiment, new RunFolder(folder), out, console.progress());
        console.result(outcome.text(), outcome.json());
        return 0;
    }
}
