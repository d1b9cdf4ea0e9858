package dev.isogloss.cli;

import dev.isogloss.io.BadInputException;
import dev.isogloss.job.ConvertJob;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Turns a data set of one format into another. */
@Command(
        name = "convert",
        mixinStandardHelpOptions = true,
        description = {
            "Turns a data set of one format into another; order is kept, nothing is held in memory but ids.",
            "Formats: miracl, mrtydi, beir, plain, msmarco, trec, passages (collections); tevatron, tevatron-v2, flagembedding,"
                    + " swim-ir, nemo, msmarco-triples, st-triplet, st-n-tuple (or sentence-transformers), st-labeled-pair,"
                    + " st-labeled-list, mined (training examples). Files may be .jsonl or .parquet, and .gz, .zst, .bz2, .xz; what"
                    + " is one file of rows is written as its name says."
        },
        footer = {
            "",
            "Examples: isogloss data convert miracl --to beir --out beir --languages sw",
            "          isogloss data convert runs/a/mining/negatives.jsonl.zst --texts miracl --to tevatron --out train.jsonl",
            "          isogloss data convert beir --run bm25.trec --depth 30 --to sentence-transformers --out tuples.jsonl"
        })
final class DataConvertCommand implements Callable<Integer> {
    private static final int DEPTH = 30;

    @Option(names = "--to", required = true, paramLabel = "FORMAT", description = "the format to write")
    private String to = "";

    @Option(
            names = "--out",
            required = true,
            paramLabel = "PATH",
            description = "a file, or for collections, tevatron-v2 and nemo a new folder")
    private Path out = Path.of("");

    @Option(names = "--run", paramLabel = "FILE", description = "a TREC run whose unjudged hits become negatives")
    private @Nullable Path run;

    @Option(names = "--depth", paramLabel = "N", description = "how many hits of the run a query takes (default: 30)")
    private @Nullable Integer depth;

    @Option(names = "--parquet", description = "tevatron-v2: write train.parquet and corpus.parquet")
    private boolean parquet;

    @Option(
            names = "--split",
            split = ",",
            paramLabel = "NAME",
            description =
                    "only these splits of a collection; or the name that examples get as a collection (default: train)")
    private List<String> splits = List.of();

    @Option(
            names = "--negatives",
            paramLabel = "N",
            description = "negatives in a row of st-n-tuple (default: as many as every example with negatives has)")
    private @Nullable Integer negatives;

    @Mixin
    private DataCopyGroup data = new DataCopyGroup();

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws Exception {
        if (depth != null && run == null) {
            throw new BadInputException("--depth says how many hits of --run become negatives; there is no --run");
        }
        int hits = depth == null ? DEPTH : depth;
        int wanted = negatives == null ? 0 : negatives;
        if (negatives != null && wanted < 1 || hits < 1) {
            throw new BadInputException(
                    "--negatives and --depth must be at least 1 (got: " + wanted + " and " + hits + ")");
        }
        ConvertJob.Summary summary = ConvertJob.run(
                new ConvertJob.Request(data.input(), to, out, data.texts(), run, hits, splits, wanted, parquet),
                data.options(),
                console.progress());
        console.result(summary.text(), summary.json());
        return 0;
    }
}
