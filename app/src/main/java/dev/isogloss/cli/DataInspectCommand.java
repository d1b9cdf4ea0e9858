package dev.isogloss.cli;

import dev.isogloss.job.DataInspectJob;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Looks at a data set. */
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        description = {
            "Says what a data set is and what gave it away, and counts what is in it: languages, lengths, duplicates, ids that lead"
                    + " nowhere, rows that cannot be read.",
            "A TREC run: queries, depth, ties, scores, and with --collection ids that are not in it.",
            "With --model also lengths in that model's tokens and how many texts it would cut (prompts included)."
        },
        footer = {
            "",
            "Examples: isogloss data inspect train.jsonl.gz --model intfloat/multilingual-e5-small",
            "          isogloss data inspect run.trec --collection miracl"
        })
final class DataInspectCommand implements Callable<Integer> {
    @Option(names = "--model", paramLabel = "M", description = "a model folder or hub id")
    private @Nullable String model;

    @Option(
            names = "--collection",
            paramLabel = "PATH",
            description = "for a TREC run or examples of ids: where these should be, to find those that lead nowhere")
    private @Nullable Path collection;

    @Mixin
    private DataOptionsGroup data = new DataOptionsGroup();

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws Exception {
        DataInspectJob.Summary summary =
                DataInspectJob.run(data.input(), model, collection, data.options(), console.progress());
        console.result(summary.text(), summary.json());
        return 0;
    }
}
