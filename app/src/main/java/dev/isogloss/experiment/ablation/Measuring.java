package dev.isogloss.experiment.ablation;

import dev.isogloss.eval.Bootstrap;
import dev.isogloss.eval.Comparison;
import dev.isogloss.eval.Interval;
import dev.isogloss.eval.QueryScores;
import dev.isogloss.eval.ResultRow;
import dev.isogloss.eval.Significance;
import dev.isogloss.experiment.Experiment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Makes the figures of a table out of its finished rows: intervals, and every row against the reference and against the baseline.
 * Holm's correction goes over the rows, for each task, metric and other side.
 */
record Measuring(Ablation ablation, Experiment experiment, Path folder) {
    AblationResult result(List<FinishedRow> rows) {
        Map<String, Map<String, Difference>> reference = differences(rows, Optional.of(ablation.reference()));
        Map<String, Map<String, Difference>> baseline = differences(rows, ablation.baseline());
        List<RowResult> results = new ArrayList<>();
        for (FinishedRow row : rows) {
            List<Figure> figures = new ArrayList<>();
            row.scores()
                    .forEach((task, byMetric) -> byMetric.forEach((metric, scores) ->
                            figures.add(figure(row.row().name(), task, metric, scores, reference, baseline))));
            results.add(new RowResult(
                    row.row().name(),
                    row.row().system(),
                    changes(row.row()),
                    row.runs().stream()
                            .map(run -> folder.relativize(run.folder()).toString())
                            .toList(),
                    row.seconds(),
                    row.ownSeconds(),
                    figures));
        }
        return new AblationResult(
                ablation.title(),
                experiment.name(),
                experiment.evaluate().scope(),
                experiment.evaluate().split(),
                ablation.reference(),
                ablation.baseline().orElse(null),
                ablation.metrics(),
                ablation.rows().size(),
                results);
    }

    private Figure figure(
            String row,
            String task,
            String metric,
            RowScores scores,
            Map<String, Map<String, Difference>> reference,
            Map<String, Map<String, Difference>> baseline) {
        QueryScores mean = scores.mean();
        Interval interval = Objects.requireNonNull(new Bootstrap(Bootstrap.DRAWS, experiment.seed())
                .intervals(mean)
                .get(ResultRow.MACRO));
        return new Figure(
                task,
                metric,
                mean.queries(),
                mean.macro(),
                interval.low(),
                interval.high(),
                scores.macros(),
                Figure.spread(scores.macros()),
                difference(reference, task, metric, row),
                difference(baseline, task, metric, row));
    }

    private static @Nullable Difference difference(
            Map<String, Map<String, Difference>> all, String task, String metric, String row) {
        return all.getOrDefault(task + " " + metric, Map.of()).get(row);
    }

    /** By task and metric, then by row. */
    private Map<String, Map<String, Difference>> differences(List<FinishedRow> rows, Optional<String> against) {
        Map<String, Map<String, Difference>> differences = new HashMap<>();
        Optional<FinishedRow> other = rows.stream()
                .filter(row -> against.isPresent() && row.row().name().equals(against.get()))
                .findFirst();
        if (other.isPresent()) {
            other.get()
                    .scores()
                    .forEach((task, byMetric) -> byMetric.keySet()
                            .forEach(metric ->
                                    differences.put(task + " " + metric, against(other.get(), rows, task, metric))));
        }
        return differences;
    }

    private Map<String, Difference> against(FinishedRow other, List<FinishedRow> rows, String task, String metric) {
        List<Comparison> comparisons = new ArrayList<>();
        Significance significance = Significance.seeded(experiment.seed());
        for (FinishedRow row : rows) {
            if (row.row().name().equals(other.row().name())) {
                continue;
            }
            LinkedHashMap<String, QueryScores> pair = new LinkedHashMap<>();
            pair.put(other.row().name(), other.scores(task, metric).mean());
            pair.put(row.row().name(), row.scores(task, metric).mean());
            significance.compareAll(task, pair).stream()
                    .filter(comparison -> comparison.language().equals(ResultRow.MACRO))
                    .forEach(comparisons::add);
        }
        double[] holm = Significance.holm(
                comparisons.stream().mapToDouble(Comparison::p).toArray());
        Map<String, Difference> differences = new HashMap<>();
        for (int i = 0; i < holm.length; i++) {
            Comparison comparison = comparisons.get(i);
            differences.put(
                    comparison.system(),
                    new Difference(comparison.against(), comparison.difference(), comparison.p(), holm[i]));
        }
        return differences;
    }

    private static Map<String, JsonNode> changes(Row row) {
        Map<String, JsonNode> changes = new LinkedHashMap<>();
        row.changes().properties().forEach(change -> changes.put(change.getKey(), change.getValue()));
        return changes;
    }
}
