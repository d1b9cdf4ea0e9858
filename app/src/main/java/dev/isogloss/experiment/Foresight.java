package dev.isogloss.experiment;

import dev.isogloss.experiment.ForeseenStep.Fate;
import dev.isogloss.io.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Says what runs over one collection would do, step by step and one run after the other, and does nothing of it. A step that an
 * earlier of these runs would do is shared by the later ones.
 */
public final class Foresight {
    private final ExperimentData data;
    private final Map<List<String>, Path> promised = new HashMap<>();

    private Foresight(ExperimentData data) {
        this.data = data;
    }

    /** Reads queries and judgments of an experiment's collection; the runs to come must have the same. */
    public static Foresight of(Experiment experiment) throws IOException {
        return new Foresight(ExperimentData.load(experiment));
    }

    /**
     * The steps of a run to its end, in their order.
     *
     * @param others run folders whose steps it may take
     */
    public List<ForeseenStep> steps(Experiment experiment, RunFolder folder, List<Path> others) throws IOException {
        Steps steps = new Steps();
        StepRunner runner = new StepRunner(folder.steps(), shared(experiment, folder, others), steps);
        SystemModel start = Pipeline.needsModel(experiment, Pipeline.Until.REPORT)
                ? PreFineTuning.load(experiment, folder, data.measured()).run(runner, Progress.SILENT)
                : null;
        StepKey collection = CollectionStep.run(experiment, data, folder, runner, Progress.SILENT);
        Pipeline.steps(
                new Context(experiment, data, null, collection, start, folder, folder, runner, Progress.SILENT),
                Pipeline.Until.REPORT);
        return List.copyOf(steps.seen);
    }

    private static SharedSteps shared(Experiment experiment, RunFolder folder, List<Path> others) {
        SharedSteps shared = new SharedSteps(others, true);
        return Pipeline.hasRounds(experiment, folder) ? shared.with(folder.path()) : shared;
    }

    /** Takes down the steps of one run. */
    final class Steps {
        private final List<ForeseenStep> seen = new ArrayList<>();

        /** A step that this run has done or begun, or that a folder on disk has done. */
        void add(ForeseenStep step) {
            seen.add(step);
        }

        /**
         * A step that nobody has done.
         *
         * @param run the folder that has the step
         * @param shareable whether later runs could take it
         */
        void add(String shown, String name, StepKey key, Path run, boolean shareable) {
            Path first = shareable ? promised.putIfAbsent(List.of(name, key.value()), run) : null;
            seen.add(
                    first == null
                            ? new ForeseenStep(shown, Fate.WORKS, "", 0)
                            : new ForeseenStep(shown, Fate.SHARED, SharedSteps.named(first, run), 0));
        }
    }
}
