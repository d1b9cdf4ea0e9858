package dev.isogloss.cli;

import dev.isogloss.job.ModelDiffJob;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says how two models differ. */
@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        description = {
            "Compares two models: settings, token ids, weights, and vectors in 32-bit floats.",
            "Exit code 0 where they are the same, 1 where they differ, 2 where one cannot be read."
        },
        footer = {"", "Example: isogloss model diff models/multilingual-e5-small runs/mine/model"})
final class ModelDiffCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "A", description = "a model folder or hub id")
    private String first = "";

    @Parameters(index = "1", paramLabel = "B", description = "another")
    private String second = "";

    @Option(
            names = "--texts",
            paramLabel = "FILE",
            description =
                    "what to compare token ids and vectors on: JSON lines {text, title?, lang?}, or one text a line"
                            + " (default: sentences of our own in 18 languages)")
    private @Nullable Path texts;

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws Exception {
        ModelDiffJob.Summary summary = ModelDiffJob.run(first, second, texts, console.progress());
        console.result(summary.text(), summary.json());
        return summary.same() ? ExitCode.OK : ExitCode.SOFTWARE;
    }
}
