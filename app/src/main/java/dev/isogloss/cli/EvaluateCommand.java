package dev.isogloss.cli;

import dev.isogloss.experiment.published.MtebExport;
import dev.isogloss.io.BadInputException;
import dev.isogloss.job.AnswerJob;
import dev.isogloss.job.EvaluateJob;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures a run as trec_eval -c does. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        description = {
            "Measures a TREC run against judgments, exactly as trec_eval -c does (a judged query that the run lacks counts 0).",
            "Where queries are lang:id, also per language and as the mean over languages (macro). A run over a pool of languages"
                    + " also gets own-language@10, the share of the first hits that are in the query's language, and"
                    + " rank-distance@100, how many ranks lower the relevant passages of other languages stand.",
            "With --answers in place of --qrels: whether an answer stands in the first passages (XOR-Retrieve's R@2kt, R@5kt)."
        },
        footer = {"", "Example: isogloss evaluate --run run.trec --qrels qrels.tsv --against other.trec --json -"})
final class EvaluateCommand implements Callable<Integer> {
    @Option(names = "--run", required = true, paramLabel = "RUN", description = "a TREC run (gz, zst too)")
    private Path run = Path.of("");

    @Option(names = "--qrels", paramLabel = "QRELS", description = "judgments, TREC or BEIR (gz, zst too)")
    private @Nullable Path qrels;

    @Option(
            names = "--answers",
            paramLabel = "FILE",
            description = "in place of judgments: queries with answers, {_id, lang?, answers: [...]} a line; measures"
                    + " recall@2kt and recall@5kt, whether an answer stands in the first 2000 and 5000 words")
    private @Nullable Path answers;

    @Option(
            names = "--corpus",
            split = ",",
            paramLabel = "DATA,...",
            description = "for --answers: the passages that were searched, files or folders of any known format")
    private List<Path> corpus = List.of();

    @Option(
            names = "--metrics",
            split = ",",
            paramLabel = "M,...",
            description = "default: ndcg@10,recall@100,mrr@10,map, and of a pool own-language@10,rank-distance@100")
    private List<String> metrics = List.of();

    @Option(
            names = "--against",
            paramLabel = "RUN",
            description = "another run: difference and paired randomisation test")
    private @Nullable Path against;

    @Option(
            names = "--queries",
            paramLabel = "FILE",
            description =
                    "the queries, {_id, text, lang?} a line: their languages, where the judgments have bare ids and the run"
                            + " lacks some")
    private @Nullable Path queries;

    @Option(
            names = "--mteb",
            paramLabel = "FOLDER",
            description =
                    "also write the result as the Python package mteb loads it: FOLDER/results/ORG__MODEL/REVISION/TASK.json")
    private @Nullable Path mteb;

    @Option(names = "--task-name", paramLabel = "NAME", description = "for --mteb, for example MIRACLRetrieval")
    private @Nullable String taskName;

    @Option(
            names = "--depth",
            paramLabel = "K",
            description =
                    "for --mteb: how many hits a query the run was asked for, where that is more than any query has; figures of"
                            + " greater depth are left out")
    private @Nullable Integer depth;

    @Option(names = "--model-id", paramLabel = "ORG/MODEL[@REVISION]", description = "for --mteb")
    private @Nullable String model;

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws Exception {
        if (mteb == null ? taskName != null || model != null : taskName == null || model == null) {
            throw new BadInputException("--mteb FOLDER, --task-name NAME and --model-id ORG/MODEL go together");
        }
        if (depth != null && (mteb == null || depth < 1)) {
            throw new BadInputException("--depth is a number from 1, and goes with --mteb (got: " + depth + ")");
        }
        if (answers != null) {
            return measureAnswers(answers);
        }
        if (qrels == null || !corpus.isEmpty()) {
            throw new BadInputException(
                    "evaluate needs judgments (--qrels QRELS), or answers and passages (--answers FILE --corpus DATA)");
        }
        EvaluateJob.Summary summary =
                EvaluateJob.run(run, qrels, metrics, Optional.ofNullable(against), Optional.ofNullable(queries));
        if (mteb != null && taskName != null && model != null) {
            MtebExport.Summary written = MtebExport.evaluate(
                    run,
                    qrels,
                    Optional.ofNullable(queries),
                    taskName,
                    model,
                    depth == null ? OptionalInt.empty() : OptionalInt.of(depth),
                    mteb);
            console.aside(written.text());
        }
        console.result(summary.text(), summary.json());
        return 0;
    }

    private int measureAnswers(Path file) throws IOException {
        if (qrels != null || against != null || queries != null || mteb != null || !metrics.isEmpty()) {
            throw new BadInputException("--answers goes with --run, --corpus and --json alone");
        }
        if (corpus.isEmpty()) {
            throw new BadInputException("--answers needs the passages that were searched: --corpus DATA");
        }
        EvaluateJob.Summary summary = AnswerJob.run(run, file, corpus);
        console.result(summary.text(), summary.json());
        return 0;
    }
}
