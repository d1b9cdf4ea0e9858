package dev.isogloss.cli;

import dev.isogloss.job.CompareJob;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts the results of several run folders side by side. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description = {
            "Puts the results of several run folders (or results.json files) side by side.",
            "Rows of different scopes are never mixed: each scope has a table of its own."
        },
        footer = {"", "Example: isogloss compare runs/sample runs/other --metric ndcg@10"})
final class CompareCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "RUN-FOLDER", description = "run folders or results.json files")
    private List<Path> folders = List.of();

    @Option(names = "--metric", paramLabel = "M", defaultValue = "ndcg@10", description = "default: ndcg@10")
    private String metric = "ndcg@10";

    @Option(
            names = "--language",
            paramLabel = "L",
            defaultValue = "macro",
            description = "macro (default) | micro | a language code | all")
    private String language = "macro";

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws Exception {
        CompareJob.Summary summary = CompareJob.run(folders, metric, language);
        console.result(summary.text(), summary.json());
        return 0;
    }
}
