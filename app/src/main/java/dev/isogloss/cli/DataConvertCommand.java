package dev.isogloss.cli;

import dev.isogloss.job.ConvertJob;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Turns a data set of one format into another. */
@Command(
        name = "convert",
        mixinStandardHelpOptions = true,
        description = {
            "Turns a data set of one format into another; order is kept, nothing is held in memory but ids.",
            "Formats: miracl, mrtydi, beir, plain, msmarco, trec, passages (collections); tevatron, tevatron-v2, flagembedding,"
                    + " swim-ir, nemo, msmarco-triples, st-triplet, st-n-tuple (or sentence-transformers), st-labeled-pair,"
                    + " st-labeled-list, mined (training examples). Files may be .jsonl or .parquet, and .gz, .zst, .bz2, .xz."
        },
        footer = {
            "",
            "Examples: isogloss data convert miracl --to beir --out beir --languages sw",
            "          isogloss data convert runs/a/mining/negatives.jsonl.zst --texts miracl --to tevatron --out train.jsonl",
            "          isogloss data convert beir --run bm25.trec --depth 30 --to sentence-transformers --out tuples.jsonl"
        })
final class DataConvertCommand implements Callable<Integer> {
    @Parameters(paramLabel = "INPUT", description = "a file or a folder")
    private Path input = Path.of("");

    @Option(names = "--to", required = true, paramLabel = "FORMAT", description = "the format to write")
    private String to = "";

    @Option(
            names = "--out",
            required = true,
            paramLabel = "PATH",
            description = "a file, or for collections, tevatron-v2 and nemo a new folder")
    private Path out = Path.of("");

    @Option(
            names = "--texts",
            paramLabel = "PATH",
            description = "a collection or file of passages in which ids find their texts")
    private @Nullable Path texts;

    @Option(names = "--run", paramLabel = "FILE", description = "a TREC run whose unjudged hits become negatives")
    private @Nullable Path run;

    @Option(
            names = "--depth",
            defaultValue = "30",
            paramLabel = "N",
            description = "how many hits of the run a query takes (default: ${DEFAULT-VALUE})")
    private int depth = 30;

    @Option(
            names = "--split",
            split = ",",
            paramLabel = "NAME",
            description =
                    "only these splits of a collection; or the name that examples get as a collection (default: train)")
    private List<String> splits = List.of();

    @Option(
            names = "--negatives",
            defaultValue = "0",
            paramLabel = "N",
            description = "negatives in a row of st-n-tuple (default: as many as every example with negatives has)")
    private int negatives;

    @Mixin
    private DataOptionsGroup data = new DataOptionsGroup();

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws Exception {
        if (negatives < 0 || depth < 1) {
            throw new dev.isogloss.io.BadInputException(
                    "--negatives must be at least 0 and --depth at least 1 (got: " + negatives + " and " + depth + ")");
        }
        ConvertJob.Summary summary = ConvertJob.run(
                new ConvertJob.Request(input, to, out, texts, run, depth, splits, negatives),
                data.options(),
                console.progress());
        console.result(summary.text(), summary.json());
        return 0;
    }
}
