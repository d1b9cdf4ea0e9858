package dev.isogloss.job;

import dev.isogloss.eval.Comparison;
import dev.isogloss.eval.Metric;
import dev.isogloss.eval.QueryScores;
import dev.isogloss.eval.RunEvaluator;
import dev.isogloss.eval.Significance;
import dev.isogloss.format.Qrels;
import dev.isogloss.format.TrecRun;
import dev.isogloss.io.BadInputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import tools.jackson.databind.json.JsonMapper;

/**
 * Measures a run file against a judgment file as {@code trec_eval -c} does.
 *
 * <p>A run over several languages has {@code lang:id}, while judgments made elsewhere often have bare ids. Where all ids of the run
 * are qualified and none of the judgments' are, the languages are taken off the run's ids; they still group the result when the
 * language of every judged query is known from the runs or from a file of the queries. Two queries that become one that way are an
 * error.
 */
public final class EvaluateJob {
    private static final long SEED = 42;

    private EvaluateJob() {}

    /** The figures as text for a person and as JSON for a program. */
    public record Summary(String text, String json) {}

    /** What {@code --json} writes. */
    record Report(
            String run,
            String qrels,
            long lines,
            int missing,
            int unjudged,
            List<MeasuredRow> results,
            List<Difference> comparisons,
            List<String> notes) {}

    /** One comparison of two runs. */
    record Difference(
            String run, String against, String metric, String language, double difference, double p, int queries) {}

    /**
     * Evaluates.
     *
     * @param metricNames empty for the usual ones, with those that compare languages where the run is one over a pool of them
     * @param against another run on the same judgments
     * @param queryFile the queries with their languages, for judgments with bare ids
     * @throws BadInputException when a file is missing or damaged, a metric unknown, or run and judgments have no query in common
     */
    public static Summary run(
            Path run, Path qrels, List<String> metricNames, Optional<Path> against, Optional<Path> queryFile)
            throws IOException {
        List<Metric> metrics = metricNames.isEmpty()
                ? Metric.STANDARD
                : metricNames.stream().map(EvaluateJob::metric).toList();
        Map<String, Map<String, Integer>> judgments = Qrels.read(qrels);
        if (judgments.isEmpty()) {
            throw new BadInputException(qrels + " holds no judgment");
        }
        RunIds ids = RunIds.of(run, judgments);
        Optional<RunIds> theirIds = Optional.empty();
        if (against.isPresent()) {
            theirIds = Optional.of(RunIds.of(against.get(), judgments));
        }
        List<RunIds> known = new ArrayList<>(List.of(ids));
        theirIds.ifPresent(known::add);
        QueryLanguages languages = QueryLanguages.of(judgments, known, queryFile);
        Measured ours = Measured.of(ids, judgments, metrics, qrels, languages);
        List<MeasuredRow> rows = new ArrayList<>(ours.rows());
        List<Difference> differences = new ArrayList<>();
        if (theirIds.isPresent()) {
            Measured theirs = Measured.of(theirIds.get(), judgments, metrics, qrels, languages);
            rows.addAll(theirs.rows());
            differences.addAll(compare(ours, theirs));
        }
        Report report = new Report(
                run.toString(),
                qrels.toString(),
                ours.outcome.lines(),
                ours.outcome.missing(),
                ours.outcome.unjudged(),
                rows,
                differences,
                languages.note().stream().toList());
        return new Summary(text(report), JsonMapper.shared().writeValueAsString(report));
    }

    /**
     * The values of a run by language, for other tools.
     *
     * @param metrics of quality
     * @param queryFile the queries with their languages, for judgments with bare ids
     */
    public static List<QueryScores> scores(Path run, Path qrels, List<Metric> metrics, Optional<Path> queryFile)
            throws IOException {
        Map<String, Map<String, Integer>> judgments = Qrels.read(qrels);
        if (judgments.isEmpty()) {
            throw new BadInputException(qrels + " holds no judgment");
        }
        RunIds ids = RunIds.of(run, judgments);
        QueryLanguages languages = QueryLanguages.of(judgments, List.of(ids), queryFile);
        return Measured.of(ids, judgments, metrics, qrels, languages).scores;
    }

    private static Metric metric(String name) {
        try {
            return Metric.parse(name);
        } catch (IllegalArgumentException e) {
            throw new BadInputException(e.getMessage() == null ? name : e.getMessage(), e);
        }
    }

    private static List<Difference> compare(Measured ours, Measured theirs) {
        List<Difference> differences = new ArrayList<>();
        for (int i = 0; i < ours.scores.size(); i++) {
            QueryScores our = ours.scores.get(i);
            QueryScores their = theirs.scores.get(i);
            if (!our.sameQueries(their)) {
                throw new BadInputException(
                        "the two runs cannot be compared query by query: their queries are grouped by different"
                                + " languages; write both with or both without lang:");
            }
            SequencedMap<String, QueryScores> pair = new LinkedHashMap<>();
            pair.put("against", their);
            pair.put("run", our);
            for (Comparison comparison : Significance.seeded(SEED).compareAll("evaluate", pair)) {
                differences.add(new Difference(
                        ours.file.toString(),
                        theirs.file.toString(),
                        comparison.metric(),
                        comparison.language(),
                        comparison.difference(),
                        comparison.p(),
                        comparison.queries()));
            }
        }
        return differences;
    }

    private static String text(Report report) {
        StringBuilder text = new StringBuilder(MeasuredRow.table(report.results));
        for (Difference difference : report.comparisons) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-10s %-18s %+8.4f  against %s, p = %.4f (paired randomisation)%n",
                    difference.language,
                    difference.metric,
                    difference.difference,
                    difference.against,
                    difference.p));
        }
        report.notes.forEach(note -> text.append(note).append('\n'));
        if (report.missing > 0) {
            text.append(report.missing).append(" judged queries are not in the run and count 0\n");
        }
        if (report.unjudged > 0) {
            text.append(report.unjudged).append(" queries of the run have no judgment and are ignored\n");
        }
        return text.toString().stripTrailing();
    }

    /** A run with its values by query, of quality and, where it searches a pool, of how that treats languages. */
    private record Measured(Path file, RunEvaluator.Outcome outcome, List<QueryScores> scores, List<QueryScores> pool) {
        static Measured of(
                RunIds ids,
                Map<String, Map<String, Integer>> judgments,
                List<Metric> metrics,
                Path qrels,
                QueryLanguages languages)
                throws IOException {
            Path file = ids.file();
            List<Metric> quality = metrics.stream()
                    .filter(metric -> !metric.comparesLanguages())
                    .toList();
            RunEvaluator.Outcome outcome = new RunEvaluator(judgments, quality)
                    .evaluate(consumer -> TrecRun.read(
                            file,
                            (query, passage, score) -> consumer.accept(
                                    ids.change().apply(query), ids.change().apply(passage), score)));
            if (outcome.missing() == judgments.size()) {
                throw new BadInputException("no query of " + file + " is judged in " + qrels + " (the run has e.g. "
                        + ids.example() + ", the judgments e.g. "
                        + judgments.keySet().iterator().next() + ")");
            }
            List<QueryScores> grouped =
                    outcome.scores().stream().map(languages::grouped).toList();
            return new Measured(file, outcome, grouped, pool(ids, judgments, metrics, languages));
        }

        private static List<QueryScores> pool(
                RunIds ids,
                Map<String, Map<String, Integer>> judgments,
                List<Metric> metrics,
                QueryLanguages languages) {
            List<Metric> asked =
                    metrics.stream().filter(Metric::comparesLanguages).toList();
            if (metrics.equals(Metric.STANDARD)) {
                return PoolMeasures.usual(ids, judgments, languages);
            }
            return asked.isEmpty() ? List.of() : PoolMeasures.of(ids, judgments, asked, languages);
        }

        List<MeasuredRow> rows() {
            List<QueryScores> all = new ArrayList<>(scores);
            all.addAll(pool);
            return MeasuredRow.of(file, all, SEED);
        }
    }
}
