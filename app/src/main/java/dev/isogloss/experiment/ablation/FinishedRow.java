package dev.isogloss.experiment.ablation;

import dev.isogloss.eval.Metric;
import dev.isogloss.eval.QueryScores;
import dev.isogloss.experiment.Experiment;
import dev.isogloss.experiment.FinishedStep;
import dev.isogloss.experiment.RunFolder;
import dev.isogloss.experiment.RunScores;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;

/**
 * A row whose runs are done.
 *
 * @param runs one a seed
 * @param scores by task, then by metric
 */
record FinishedRow(Row row, List<Run> runs, SequencedMap<String, SequencedMap<String, RowScores>> scores) {
    /** A run of a row: where it lies and what it did. */
    record Run(Experiment experiment, Path folder, List<FinishedStep> steps) {
        double seconds() {
            return steps.stream().mapToDouble(FinishedStep::seconds).sum();
        }

        double ownSeconds() {
            return steps.stream()
                    .filter(step -> !step.shared())
                    .mapToDouble(FinishedStep::seconds)
                    .sum();
        }
    }

    static FinishedRow of(Row row, List<Run> runs, List<Metric> metrics, RunScores measured) throws IOException {
        SequencedMap<String, SequencedMap<String, List<QueryScores>>> bySeed = new LinkedHashMap<>();
        for (Run run : runs) {
            measured.scores(run.experiment, new RunFolder(run.folder), row.system(), metrics)
                    .forEach((place, ofPlace) -> ofPlace.forEach(ofMetric -> bySeed.computeIfAbsent(
                                    label(place, run.experiment.evaluate().scope()), unused -> new LinkedHashMap<>())
                            .computeIfAbsent(ofMetric.metric().name(), unused -> new ArrayList<>())
                            .add(ofMetric)));
        }
        SequencedMap<String, SequencedMap<String, RowScores>> scores = new LinkedHashMap<>();
        bySeed.forEach((place, byMetric) -> {
            SequencedMap<String, RowScores> ofPlace = new LinkedHashMap<>();
            byMetric.forEach((metric, seeds) -> ofPlace.put(metric, new RowScores(seeds)));
            scores.put(place, ofPlace);
        });
        return new FinishedRow(row, List.copyOf(runs), scores);
    }

    /** A task of the experiment's own collection by its name; one elsewhere with the collection and the split behind it. */
    private static String label(RunScores.Place place, String own) {
        return place.scope().equals(own)
                ? place.task()
                : place.task() + AblationResult.ELSEWHERE + place.scope() + "/" + place.split();
    }

    RowScores scores(String task, String metric) {
        return Objects.requireNonNull(
                Objects.requireNonNull(scores.get(task), task).get(metric), metric);
    }

    double seconds() {
        return rounded(runs.stream().mapToDouble(Run::seconds).average().orElse(0));
    }

    double ownSeconds() {
        return rounded(runs.stream().mapToDouble(Run::ownSeconds).sum());
    }

    private static double rounded(double seconds) {
        return Math.round(seconds * 100) / 100.0;
    }
}
