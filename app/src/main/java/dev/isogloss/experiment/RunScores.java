package dev.isogloss.experiment;

import dev.isogloss.corpus.Corpus;
import dev.isogloss.eval.Metric;
import dev.isogloss.eval.QueryScores;
import dev.isogloss.io.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;

/** Scores the runs that lie in finished run folders query by query, so that systems of several folders can be compared. */
public final class RunScores {
    private final ExperimentData data;
    private final List<OtherCollection> others;

    private RunScores(ExperimentData data, List<OtherCollection> others) {
        this.data = data;
        this.others = List.copyOf(others);
    }

    /** Reads the judgments of an experiment's collections and splits; the folders to come must have searched the same. */
    public static RunScores of(Experiment experiment) throws IOException {
        return new RunScores(ExperimentData.load(experiment), OtherCollection.load(experiment));
    }

    /** A task on a split of a collection. */
    public record Place(String task, String split, String scope) {}

    /** The values of a system, by place, one entry a metric; no place that the collection has no judgments for. */
    public SequencedMap<Place, List<QueryScores>> scores(
            Experiment experiment, RunFolder folder, String system, List<Metric> metrics) throws IOException {
        SequencedMap<Place, List<QueryScores>> all = new LinkedHashMap<>();
        try (Corpus corpus = Corpus.open(folder.corpus())) {
            Context context = new Context(
                    experiment,
                    data,
                    corpus,
                    StepKey.of("measured before"),
                    null,
                    folder,
                    folder,
                    new StepRunner(folder.steps()),
                    Progress.SILENT);
            List<EvaluateStep> evaluations = new ArrayList<>(List.of(new EvaluateStep(context)));
            evaluations.addAll(OtherCollectionsStep.finished(context, others));
            for (EvaluateStep evaluation : evaluations) {
                Experiment.EvaluateChoice choice = evaluation.choice();
                for (String task : choice.tasks()) {
                    List<QueryScores> scores = evaluation.scores(system, task, metrics, Set.of());
                    if (!scores.isEmpty()) {
                        all.put(new Place(task, choice.split(), choice.scope()), scores);
                    }
                }
            }
        }
        return all;
    }
}
