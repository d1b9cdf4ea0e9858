package dev.isogloss.experiment;

import dev.isogloss.corpus.Corpus;
import dev.isogloss.eval.ResultTable;
import dev.isogloss.eval.ResultsFile;
import dev.isogloss.io.AtomicFile;
import dev.isogloss.io.FolderLock;
import dev.isogloss.io.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The whole way from raw files to a report, read top-down; every line is a step that is skipped when it was done before. */
public final class Pipeline {
    private Pipeline() {}

    /** The last step to make. */
    public enum Until {
        MINE,
        PLAN,
        TRAIN,
        REPORT
    }

    /**
     * What a run ends with, as text for a person and as JSON for a program.
     *
     * @param steps in the order of the run
     */
    public record Outcome(String text, String json, List<FinishedStep> steps) {
        public Outcome {
            steps = List.copyOf(steps);
        }
    }

    /** Refuses what cannot work, without doing anything. */
    public static void check(Experiment experiment, RunFolder folder) throws IOException {
        Preflight.check(experiment, folder);
    }

    /** Runs an experiment in a run folder, which must be its own. */
    public static Outcome run(Experiment experiment, RunFolder folder, Until last, Progress progress)
            throws IOException {
        return run(experiment, folder, last, SharedSteps.NONE, progress);
    }

    /**
     * Runs an experiment to its end, but takes every step that another run folder has done under the same key from there.
     *
     * @param others run folders, asked in this order
     */
    public static Outcome runSharing(Experiment experiment, RunFolder folder, List<Path> others, Progress progress)
            throws IOException {
        return run(experiment, folder, Until.REPORT, new SharedSteps(others, true), progress);
    }

    private static Outcome run(
            Experiment experiment, RunFolder folder, Until last, SharedSteps others, Progress progress)
            throws IOException {
        Preflight.check(experiment, folder);
        try (FolderLock lock = FolderLock.acquire(folder.path())) {
            assert lock != null;
            AtomicFile.writeString(folder.experiment(), ExperimentFile.write(experiment.tree()));
            ExperimentData data = ExperimentData.load(experiment);
            if (trains(experiment, last)) {
                RunMember.checkQueries(experiment, data);
            }
            StepRunner steps = new StepRunner(folder.steps(), others);
            Optional<StepKey> sets = trains(experiment, last)
                    ? TrainSetsStep.run(experiment, data, folder, steps, progress)
                    : Optional.empty();
            StepKey collection = CollectionStep.run(experiment, data, folder, steps, progress);
            try (Corpus corpus = Corpus.open(folder.corpus())) {
                return run(new Context(experiment, data, corpus, collection, folder, steps, progress), sets, last);
            }
        }
    }

    private static Outcome run(Context context, Optional<StepKey> sets, Until last) throws IOException {
        Experiment.EvaluateChoice evaluate = context.experiment().evaluate();
        boolean trains = trains(context.experiment(), last);
        if (trains) {
            RunMember.checkPassages(context);
        }
        StepKey lexical = LexicalStep.run(context);
        if (!trains && !evaluate.wants("untouched")) {
            IndexStep.lexical(context, lexical);
            return measure(context, List.of(), lexical, lexical, lexical);
        }
        SystemModel untouched = ModelStep.run(context);
        // Queries to learn from are few beside the passages: encoded always, so that every run has the same vectors.
        boolean mines = trains || !context.data().trainQueries().isEmpty();
        StepKey encoded = EncodeStep.run(context, untouched, mines);
        List<SystemModel> models = new ArrayList<>(List.of(untouched));
        StepKey latest = encoded;
        if (trains) {
            StepKey mined = MineStep.run(context, untouched, encoded, lexical);
            if (last == Until.MINE) {
                return outcome(
                        context,
                        Files.readString(context.folder().mining().resolve("report.txt")),
                        Files.readString(MineStep.report(context)));
            }
            StepKey examples = TrainSetsStep.all(context.experiment(), mined, sets);
            for (String system : trained(evaluate, last)) {
                TrainStep training = new TrainStep(context, system);
                StepKey planned = training.plan(untouched, examples);
                if (last != Until.PLAN) {
                    SystemModel model = training.train(untouched, planned);
                    models.add(model);
                    if (last == Until.REPORT) {
                        latest = EncodeStep.run(context, model, false);
                    }
                }
            }
        }
        if (last == Until.PLAN) {
            Path plan = context.folder().path().resolve("plan");
            return outcome(context, "the batch plan is in " + plan, "{\"plan\":\"" + plan + "\"}");
        }
        if (last == Until.TRAIN) {
            Path result = context.folder().path().resolve("training").resolve("result.txt");
            return outcome(
                    context,
                    Files.readString(result) + "the model is in "
                            + context.folder().model(),
                    "{\"model\":\"" + context.folder().model() + "\"}");
        }
        IndexStep.dense(context, models.getLast(), latest, lexical);
        return measure(context, models, encoded, latest, lexical);
    }

    /** Whether negatives are needed. */
    private static boolean trains(Experiment experiment, Until last) {
        return last != Until.REPORT || experiment.evaluate().wants("naive", "trained", "hybrid");
    }

    /** The systems to train, the recipe last. */
    private static List<String> trained(Experiment.EvaluateChoice evaluate, Until last) {
        if (last != Until.REPORT || !evaluate.wants("naive")) {
            return List.of("trained");
        }
        return evaluate.wants("trained", "hybrid") ? List.of("naive", "trained") : List.of("naive");
    }

    private static Outcome measure(
            Context context, List<SystemModel> models, StepKey encoded, StepKey latest, StepKey lexical)
            throws IOException {
        EvaluateStep evaluation = new EvaluateStep(context);
        List<StepKey> searched = new ArrayList<>();
        for (String system : context.experiment().evaluate().systems()) {
            StepKey depends = switch (system) {
                case "bm25" -> lexical;
                case "untouched" -> encoded;
                default ->
                    StepKey.of(
                            system,
                            latest,
                            lexical,
                            models.stream().map(SystemModel::key).toList());
            };
            searched.add(evaluation.search(system, models, depends));
        }
        for (Path stranger : evaluation.strangers()) {
            Files.delete(stranger);
        }
        StepKey measured = evaluation.measure(searched);
        ReportStep.run(context, evaluation, models, measured);
        EvaluateStep.Measured results = evaluation.read();
        String text = ResultTable.averages(results.rows(), results.comparisons()) + "\n\nThe report: "
                + context.folder().report().toAbsolutePath();
        return outcome(context, text, ResultsFile.resultsJson(results.rows()).strip());
    }

    private static Outcome outcome(Context context, String text, String json) {
        return new Outcome(text.stripTrailing(), json.strip(), context.steps().finished());
    }
}
