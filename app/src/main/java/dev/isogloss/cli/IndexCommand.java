package dev.isogloss.cli;

import dev.isogloss.job.IndexJob;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Builds an index that {@code search} reads. */
@Command(
        name = "index",
        mixinStandardHelpOptions = true,
        description = {
            "Builds an index of a passage file.",
            "With --model a dense index (exact; --hnsw adds an approximate graph), with --bm25 a lexical one, with both hybrid search."
                    + " Without --model a lexical index. Passages without lang get a detected one."
        },
        footer = {"", "Example: isogloss index --model MODEL --corpus corpus.jsonl.gz --out index --bm25"},
        subcommands = IndexCompactCommand.class)
final class IndexCommand implements Callable<Integer> {
    @Option(names = "--model", paramLabel = "M", description = "a model folder or hub id")
    private @Nullable String model;

    @Option(names = "--corpus", paramLabel = "FILE", description = "{_id, title?, text, lang?} a line (gz, zst too)")
    private @Nullable Path corpus;

    @Option(names = "--out", paramLabel = "I", description = "the index folder")
    private @Nullable Path out;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--bm25", description = "add a lexical index to a dense one")
    private boolean bm25;

    @Option(
            names = "--bm25-profile",
            paramLabel = "isogloss|anserini",
            description =
                    "of the lexical index: the analyzers that do best (isogloss, the default) or those of published figures")
    private @Nullable String profile;

    @Option(names = "--hnsw", description = "add an HNSW graph for approximate search")
    private boolean hnsw;

    @Option(
            names = "--language-balance",
            paramLabel = "L",
            description =
                    "take this share (0 .. 1) of its language's mean vector off every passage's vector, and in searches off the"
                            + " query's; the graph of --hnsw is one of such vectors (default: 0)")
    private double balance;

    @Mixin
    private EncoderOptions encoder = new EncoderOptions();

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws Exception {
        if (corpus == null
                || out == null) { // not asked for by the parser, which would ask for it before a subcommand too
            throw new CommandLine.ParameterException(
                    Objects.requireNonNull(spec).commandLine(),
                    "Missing required options: --corpus=FILE and --out=I, or the subcommand compact");
        }
        IndexJob.Summary summary = IndexJob.run(
                Optional.ofNullable(model).map(encoder::choose),
                corpus,
                out,
                bm25 || model == null || profile != null
                        ? Optional.of(profile == null ? "isogloss" : profile)
                        : Optional.empty(),
                hnsw,
                balance,
                console.progress());
        console.result(summary.text(), summary.json());
        return 0;
    }
}
