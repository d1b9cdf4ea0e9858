package dev.isogloss.job;

import dev.isogloss.data.Language;
import dev.isogloss.eval.Bootstrap;
import dev.isogloss.eval.Comparison;
import dev.isogloss.eval.Interval;
import dev.isogloss.eval.Metric;
import dev.isogloss.eval.QueryScores;
import dev.isogloss.eval.ResultRow;
import dev.isogloss.eval.RunEvaluator;
import dev.isogloss.eval.Significance;
import dev.isogloss.format.Qrels;
import dev.isogloss.format.TrecRun;
import dev.isogloss.io.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import tools.jackson.databind.json.JsonMapper;

/**
 * Measures a run file against a judgment file as {@code trec_eval -c} does.
 *
 * <p>A run over several languages has {@code lang:id}, while judgments made elsewhere often have bare ids. Where all ids of the run
 * are qualified and none of the judgments' are, the languages are taken off the run's ids; they still group the result when every
 * judged query is in the run. Two queries that become one that way are an error.
 */
public final class EvaluateJob {
    private static final long SEED = 42;

    private EvaluateJob() {}

    /** The figures as text for a person and as JSON for a program. */
    public record Summary(String text, String json) {}

    /** One figure; {@code language} is a code, {@code macro} or {@code micro}. */
    record Row(String run, String language, String metric, double value, int queries, double low, double high) {}

    /** What {@code --json} writes. */
    record Report(
            String run,
            String qrels,
            long lines,
            int missing,
            int unjudged,
            List<Row> results,
            List<Difference> comparisons) {}

    /** One comparison of two runs. */
    record Difference(
            String run, String against, String metric, String language, double difference, double p, int queries) {}

    /**
     * Evaluates.
     *
     * @param against another run on the same judgments
     * @throws BadInputException when a file is missing or damaged, a metric unknown, or run and judgments have no query in common
     */
    public static Summary run(Path run, Path qrels, List<String> metricNames, Optional<Path> against)
            throws IOException {
        List<Metric> metrics = metricNames.stream().map(EvaluateJob::metric).toList();
        Map<String, Map<String, Integer>> judgments = Qrels.read(qrels);
        if (judgments.isEmpty()) {
            throw new BadInputException(qrels + " holds no judgment");
        }
        Measured ours = Measured.of(run, judgments, metrics, qrels);
        List<Row> rows = new ArrayList<>(ours.rows());
        List<Difference> differences = new ArrayList<>();
        if (against.isPresent()) {
            Measured theirs = Measured.of(against.get(), judgments, metrics, qrels);
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
                differences);
        return new Summary(text(report), JsonMapper.shared().writeValueAsString(report));
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
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%-10s %-12s %8s  %-18s %8s  %s%n",
                "language",
                "metric",
                "value",
                "95 % interval",
                "queries",
                "run"));
        for (Row row : report.results) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-10s %-12s %8.4f  [%.4f, %.4f]   %8d  %s%n",
                    row.language,
                    row.metric,
                    row.value,
                    row.low,
                    row.high,
                    row.queries,
                    row.run));
        }
        for (Difference difference : report.comparisons) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-10s %-12s %+8.4f  against %s, p = %.4f (paired randomisation)%n",
                    difference.language,
                    difference.metric,
                    difference.difference,
                    difference.against,
                    difference.p));
        }
        if (report.missing > 0) {
            text.append(report.missing).append(" judged queries are not in the run and count 0\n");
        }
        if (report.unjudged > 0) {
            text.append(report.unjudged).append(" queries of the run have no judgment and are ignored\n");
        }
        return text.toString().stripTrailing();
    }

    /** A run with its values by query. */
    private record Measured(Path file, RunEvaluator.Outcome outcome, List<QueryScores> scores) {
        static Measured of(Path file, Map<String, Map<String, Integer>> judgments, List<Metric> metrics, Path qrels)
                throws IOException {
            if (!Files.isRegularFile(file)) {
                throw new BadInputException("there is no run file " + file);
            }
            Ids ids = Ids.of(file, judgments);
            RunEvaluator.Outcome outcome = new RunEvaluator(judgments, metrics)
                    .evaluate(consumer -> TrecRun.read(
                            file,
                            (query, passage, score) ->
                                    consumer.accept(ids.change.apply(query), ids.change.apply(passage), score)));
            if (outcome.missing() == judgments.size()) {
                throw new BadInputException("no query of " + file + " is judged in " + qrels + " (the run has e.g. "
                        + ids.example + ", the judgments e.g. "
                        + judgments.keySet().iterator().next() + ")");
            }
            List<QueryScores> grouped =
                    outcome.scores().stream().map(ids::grouped).toList();
            return new Measured(file, outcome, grouped);
        }

        List<Row> rows() {
            List<Row> rows = new ArrayList<>();
            for (QueryScores score : scores) {
                SortedMap<String, Interval> intervals = new Bootstrap(Bootstrap.DRAWS, SEED).intervals(score);
                List<String> labels = new ArrayList<>(List.of(ResultRow.MACRO, ResultRow.MICRO));
                if (score.byLanguage().size() > 1) {
                    labels.addAll(score.byLanguage().keySet());
                } else {
                    labels.remove(ResultRow.MACRO);
                }
                for (String label : labels) {
                    Interval interval = java.util.Objects.requireNonNull(intervals.get(label));
                    rows.add(new Row(
                            file.toString(),
                            label,
                            score.metric().name(),
                            score.value(label),
                            score.queries(label),
                            interval.low(),
                            interval.high()));
                }
            }
            return rows;
        }
    }

    /**
     * How the ids of a run meet those of the judgments.
     *
     * @param change applied to every id of the run
     * @param languages judged query to its language, as far as the run says; empty when the ids say it themselves
     */
    private record Ids(UnaryOperator<String> change, Map<String, String> languages, String example) {
        static Ids of(Path run, Map<String, Map<String, Integer>> judgments) {
            Map<String, String> languages = new HashMap<>();
            String[] example = {"nothing"};
            boolean[] qualified = {true};
            TrecRun.read(run, (query, passage, score) -> {
                example[0] = query;
                qualified[0] &= isQualified(query) && isQualified(passage);
                if (qualified[0]) {
                    String language = query.substring(0, query.indexOf(':'));
                    String before = languages.put(bare(query), language);
                    if (before != null && !before.equals(language)) {
                        languages.put(bare(query), before + "," + language);
                    }
                }
            });
            boolean judgmentsQualified = judgments.keySet().stream().allMatch(EvaluateJob::isQualified);
            if (!qualified[0] || judgmentsQualified) {
                return new Ids(UnaryOperator.identity(), Map.of(), example[0]);
            }
            languages.forEach((query, language) -> {
                if (language.contains(",")) {
                    throw new BadInputException("query " + query + " is in " + run + " for several languages ("
                            + language + "), but the judgments name no language; write the judgments with lang:id too");
                }
            });
            return new Ids(EvaluateJob::bare, languages, example[0]);
        }

        QueryScores grouped(QueryScores scores) {
            List<String> queries = scores.byLanguage().values().stream()
                    .flatMap(values -> values.keySet().stream())
                    .toList();
            if (languages.isEmpty() || !languages.keySet().containsAll(queries)) {
                return scores;
            }
            SortedMap<String, SortedMap<String, Double>> byLanguage = new TreeMap<>();
            scores.byLanguage()
                    .values()
                    .forEach(values -> values.forEach((query, value) -> byLanguage
                            .computeIfAbsent(languages.get(query), language -> new TreeMap<>())
                            .put(query, value)));
            return new QueryScores(scores.metric(), byLanguage);
        }
    }

    private static boolean isQualified(String id) {
        int colon = id.indexOf(':');
        return colon > 0 && colon + 1 < id.length() && Language.isCode(id.substring(0, colon));
    }

    private static String bare(String id) {
        return id.substring(id.indexOf(':') + 1);
    }
}
