package dev.isogloss.cli;

import dev.isogloss.job.CompactJob;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Folds what was written over HTTP into an index. */
@Command(
        name = "compact",
        mixinStandardHelpOptions = true,
        description = {
            "Builds a new index of an index and the documents that a server put on top of it. Nothing is encoded again; index and"
                    + " log stay as they are, and a server may go on with both."
        },
        footer = {"", "Example: isogloss index compact runs/sample --out runs/sample-2"})
final class IndexCompactCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FOLDER", description = "an index folder, or a run folder with one")
    private Path index = Path.of("");

    @Option(names = "--out", required = true, paramLabel = "I", description = "the new index folder")
    private Path out = Path.of("");

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws Exception {
        CompactJob.Summary summary = CompactJob.run(index, out, console.progress());
        console.result(summary.text(), summary.json());
        return 0;
    }
}
