package dev.isogloss.experiment;

import dev.isogloss.corpus.Corpus;
import dev.isogloss.eval.Metric;
import dev.isogloss.eval.QueryScores;
import dev.isogloss.io.Progress;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** Scores the runs that lie in finished run folders query by query, so that systems of several folders can be compared. */
public final class RunScores {
    private final ExperimentData data;

    private RunScores(ExperimentData data) {
        this.data = data;
    }

    /** Reads the judgments of an experiment's collection and split; the folders to come must have searched the same. */
    public static RunScores of(Experiment experiment) throws IOException {
        return new RunScores(ExperimentData.load(experiment));
    }

    /** The values of a system in a task, one entry a metric; none for a task the collection has no judgments for. */
    public List<QueryScores> scores(
            Experiment experiment, RunFolder folder, String system, String task, List<Metric> metrics)
            throws IOException {
        try (Corpus corpus = Corpus.open(folder.corpus())) {
            Context context = new Context(
                    experiment,
                    data,
                    corpus,
                    StepKey.of("measured before"),
                    folder,
                    folder,
                    new StepRunner(folder.steps()),
                    Progress.SILENT);
            return new EvaluateStep(context).scores(system, task, metrics, Set.of());
        }
    }
}
