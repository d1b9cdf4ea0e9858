package dev.isogloss.cli;

import dev.isogloss.job.ConvertJob;
import dev.isogloss.job.DataPartJob;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Draws a part of a data set. */
@Command(
        name = "sample",
        mixinStandardHelpOptions = true,
        description = {
            "Draws so many passages or queries of each language; the same seed draws the same, whatever the order of the files.",
            "--passages N keeps all judged passages and N others of each language. --queries N keeps N queries of each language and"
                    + " split with their judgments and judged passages. Together they make the smallest set that still works."
        },
        footer = {
            "",
            "Examples: isogloss data sample miracl --passages 1000 --out miracl-small",
            "          isogloss data sample train.jsonl --queries 500 --out small.jsonl"
        })
final class DataSampleCommand implements Callable<Integer> {
    @Option(names = "--out", required = true, paramLabel = "PATH", description = "where the sample goes")
    private Path out = Path.of("");

    @Option(names = "--to", defaultValue = "", paramLabel = "FORMAT", description = "its format (default: the input's)")
    private String to = "";

    @Option(
            names = "--passages",
            paramLabel = "N",
            description = "others of each language beside the judged ones (default: all)")
    private @Nullable Integer passages;

    @Option(names = "--queries", paramLabel = "N", description = "queries or examples of each language (default: all)")
    private @Nullable Integer queries;

    @Option(names = "--seed", defaultValue = "42", paramLabel = "N", description = "default: ${DEFAULT-VALUE}")
    private long seed = 42;

    @Option(names = "--split", split = ",", paramLabel = "NAME", description = "only these splits (default: all)")
    private List<String> splits = List.of();

    @Mixin
    private DataCopyGroup data = new DataCopyGroup();

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws Exception {
        ConvertJob.Summary summary = DataPartJob.sample(
                data.input(),
                to,
                out,
                data.texts(),
                splits,
                new DataPartJob.Amounts(seed, optional(passages), optional(queries)),
                data.options(),
                console.progress());
        console.result(summary.text(), summary.json());
        return 0;
    }

    private static OptionalInt optional(@Nullable Integer number) {
        return number == null ? OptionalInt.empty() : OptionalInt.of(number);
    }
}
