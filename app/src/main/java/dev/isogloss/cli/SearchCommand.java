package dev.isogloss.cli;

import dev.isogloss.io.BadInputException;
import dev.isogloss.job.RerankChoice;
import dev.isogloss.job.SearchJob;
import dev.isogloss.job.SearchMode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Searches an index, for a person or for a file of queries. */
@Command(
        name = "search",
        mixinStandardHelpOptions = true,
        description = {
            "Searches an index: one text for a person to read, or a file of queries into a TREC run.",
            "An id in the run is the bare id when index and queries have one language, else lang:id."
        },
        footer = {
            "",
            "Examples: isogloss search --index I \"why do tides rise twice a day\"",
            "          isogloss search --index I --queries queries.jsonl.gz --k 100 --mode dense --out run.trec",
            "          isogloss search --index I --rerank runs/sample/reranker \"why do tides rise twice a day\""
        })
final class SearchCommand implements Callable<Integer> {
    private static final int RUN_HITS = 100;
    private static final int SCREEN_HITS = 10;

    @Parameters(arity = "0..*", paramLabel = "TEXT", description = "what to search for")
    private List<String> text = List.of();

    @Option(names = "--index", required = true, paramLabel = "I", description = "an index folder")
    private Path index = Path.of("");

    @Option(names = "--queries", paramLabel = "FILE", description = "{_id, text, lang?} a line (gz, zst too)")
    private @Nullable Path queries;

    @Option(
            names = "--k",
            paramLabel = "N",
            description = "hits a query (default: 100 into a file, 10 on the screen; no more than are reranked)")
    private @Nullable Integer k;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            description = "dense | lexical | hybrid (default: hybrid where the index has both)")
    private @Nullable String mode;

    @Option(names = "--approximate", description = "search the HNSW graph instead of all vectors")
    private boolean approximate;

    @Option(names = "--same-language", description = "search each query among the passages of its own language")
    private boolean sameLanguage;

    @Option(
            names = "--language-balance",
            paramLabel = "L",
            description = "take this share (0 .. 1) of its language's mean vector off every vector: passages in other"
                    + " languages than the query's come nearer (default: what the index was built with, usually 0)")
    private @Nullable Double balance;

    @Option(
            names = "--rerank",
            paramLabel = "M",
            description =
                    "a cross-encoder (sequence-classification folder or hub id, see isogloss train --task rerank) that"
                            + " orders the best hits once more")
    private @Nullable String rerank;

    @Option(
            names = "--rerank-depth",
            paramLabel = "N",
            description = "hits a query that are reranked (default: 50); the others are cut off")
    private @Nullable Integer rerankDepth;

    @Option(names = "--out", paramLabel = "RUN", description = "the TREC run file to write")
    private @Nullable Path out;

    @Option(names = "--model", paramLabel = "M", description = "the model, when it has moved since the index was built")
    private @Nullable String model;

    @Mixin
    private EncoderOptions encoder = new EncoderOptions();

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws Exception {
        boolean fromFile = queries != null;
        if (fromFile == !text.isEmpty()) {
            throw new BadInputException("give either a text to search for or --queries FILE with --out RUN");
        }
        if (k != null && k < 1) {
            throw new BadInputException("--k must be at least 1 (got: " + k + ")");
        }
        Optional<RerankChoice> reranking = reranking();
        int usual = Math.min(
                fromFile ? RUN_HITS : SCREEN_HITS,
                reranking.map(RerankChoice::depth).orElse(RUN_HITS));
        SearchJob.Settings settings = new SearchJob.Settings(
                index,
                Optional.ofNullable(mode).map(SearchMode::parse),
                approximate,
                sameLanguage,
                k == null ? usual : k,
                balance == null ? OptionalDouble.empty() : OptionalDouble.of(balance),
                encoder.choose(model == null ? "" : model),
                reranking);
        if (queries != null) {
            if (out == null) {
                throw new BadInputException("--queries needs --out RUN, the run file to write");
            }
            SearchJob.Summary summary = SearchJob.run(settings, queries, out, console.progress());
            console.result(summary.text(), summary.json());
        } else {
            SearchJob.Answer answer = SearchJob.answer(settings, String.join(" ", text), console.progress());
            console.result(answer.text(), answer.json());
        }
        return 0;
    }

    private Optional<RerankChoice> reranking() {
        if (rerank == null && rerankDepth != null) {
            throw new BadInputException("--rerank-depth needs --rerank M, the cross-encoder to rerank with");
        }
        return Optional.ofNullable(rerank)
                .map(folder -> new RerankChoice(folder, rerankDepth == null ? RerankChoice.USUAL_DEPTH : rerankDepth));
    }
}
