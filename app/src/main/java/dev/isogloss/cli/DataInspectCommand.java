package dev.isogloss.cli;

import dev.isogloss.job.DataInspectJob;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Looks at a data set. */
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        description = {
            "Says what a data set is and what gave it away, and counts what is in it: languages, lengths, duplicates, ids that lead"
                    + " nowhere, rows that cannot be read.",
            "With --model also lengths in that model's tokens and how many texts it would cut (prompts included)."
        },
        footer = {"", "Example: isogloss data inspect train.jsonl.gz --model intfloat/multilingual-e5-small"})
final class DataInspectCommand implements Callable<Integer> {
    @Parameters(paramLabel = "INPUT", description = "a file or a folder")
    private Path input = Path.of("");

    @Option(names = "--model", paramLabel = "M", description = "a model folder or hub id")
    private @Nullable String model;

    @Mixin
    private DataOptionsGroup data = new DataOptionsGroup();

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws Exception {
        DataInspectJob.Summary summary = DataInspectJob.run(input, model, data.options());
        console.result(summary.text(), summary.json());
        return 0;
    }
}
