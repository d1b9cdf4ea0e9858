package dev.isogloss.experiment;

import dev.isogloss.corpus.Corpus;
import dev.isogloss.eval.ResultTable;
import dev.isogloss.eval.ResultsFile;
import dev.isogloss.io.AtomicFile;
import dev.isogloss.io.FolderLock;
import dev.isogloss.io.Progress;
import dev.isogloss.job.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

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
            // Where there are or were rounds, one of them may be what another was before.
            boolean rounds =
                    experiment.mine().rounds() > 1 || Files.exists(folder.path().resolve("rounds"));
            StepRunner steps = new StepRunner(folder.steps(), rounds ? others.with(folder.path()) : others);
            StepKey collection = CollectionStep.run(experiment, data, folder, steps, progress);
            try (Corpus corpus = Corpus.open(folder.corpus())) {
                Context context = new Context(experiment, data, corpus, collection, folder, folder, steps, progress);
                if (trains(experiment, last)) {
                    RunMember.checkPassages(context);
                }
                steps(context, last);
                tidy(context, last);
                return outcome(context, last);
            }
        }
    }

    /** Every step from the passages on; between the steps nothing is read that a step has written. */
    static void steps(Context context, Until last) throws IOException {
        Experiment.EvaluateChoice evaluate = context.experiment().evaluate();
        boolean trains = trains(context.experiment(), last);
        StepKey lexical = LexicalStep.run(context);
        if (!trains && !evaluate.wants("untouched")) {
            StepKey indexed = IndexStep.lexical(context, lexical);
            assert indexed != null;
            measure(context, List.of(), Map.of(), lexical);
            return;
        }
        SystemModel untouched = ModelStep.run(context);
        // Queries to learn from are few beside the passages: encoded always, so that every run has the same vectors.
        boolean mines = trains || !context.data().trainQueries().isEmpty();
        StepKey encoded = EncodeStep.run(context, untouched, mines);
        List<SystemModel> models = new ArrayList<>(List.of(untouched));
        Map<String, StepKey> vectors = new TreeMap<>(Map.of(untouched.name(), encoded));
        if (trains) {
            Rounds rounds = new Rounds(context, last, untouched, encoded);
            rounds.run(lexical, trained(evaluate, last));
            models.addAll(rounds.models());
            vectors.putAll(rounds.vectors());
        }
        if (last == Until.REPORT) {
            StepKey indexed = IndexStep.dense(
                    context, models.getLast(), of(vectors, models.getLast().name()), lexical);
            assert indexed != null;
            measure(context, models, vectors, lexical);
        }
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

    private static void measure(
            Context context, List<SystemModel> models, Map<String, StepKey> vectors, StepKey lexical)
            throws IOException {
        EvaluateStep evaluation = new EvaluateStep(context);
        List<StepKey> searched = new ArrayList<>();
        for (String system : context.experiment().evaluate().systems()) {
            StepKey depends =
                    searches(system, vectors, lexical, context.experiment().evaluate());
            searched.add(evaluation.search(system, models, depends));
        }
        try (OtherCollectionsStep others = new OtherCollectionsStep(context)) {
            others.run(models);
            searched.addAll(others.searched());
            ReportStep.run(context, evaluation, models, evaluation.measure(searched, others.evaluations()));
        }
    }

    /** What a system's search depends on. */
    static StepKey searches(
            String system, Map<String, StepKey> vectors, StepKey lexical, Experiment.EvaluateChoice evaluate) {
        return switch (system) {
            case "bm25" -> lexical;
            case "hybrid" -> StepKey.of(of(vectors, "trained"), lexical, evaluate.hybridWeight());
            default -> of(vectors, system);
        };
    }

    private static StepKey of(Map<String, StepKey> vectors, String system) {
        return Objects.requireNonNull(vectors.get(system), system);
    }

    /** Takes away what nobody asks for any more: runs of other systems, rounds beyond the last. */
    private static void tidy(Context context, Until last) throws IOException {
        if (last == Until.REPORT) {
            for (Path stranger : new EvaluateStep(context).strangers()) {
                Files.delete(stranger);
            }
        }
        for (Path stranger : Rounds.strangers(context)) {
            Folders.delete(stranger);
        }
    }

    private static Outcome outcome(Context context, Until last) throws IOException {
        RunFolder folder = context.folder();
        return switch (last) {
            case MINE ->
                outcome(
                        context,
                        Files.readString(folder.mining().resolve("report.txt")),
                        Files.readString(FilterStep.report(context)));
            case PLAN -> {
                Path plan = folder.path().resolve("plan");
                yield outcome(context, "the batch plan is in " + plan, "{\"plan\":\"" + plan + "\"}");
            }
            case TRAIN ->
                outcome(
                        context,
                        Files.readString(folder.path().resolve("training").resolve("result.txt")) + "the model is in "
                                + folder.model(),
                        "{\"model\":\"" + folder.model() + "\"}");
            case REPORT -> {
                EvaluateStep.Measured results = new EvaluateStep(context).read();
                yield outcome(
                        context,
                        ResultTable.averages(results.rows(), results.comparisons()) + "\n\nThe report: "
                                + folder.report().toAbsolutePath(),
                        ResultsFile.resultsJson(results.rows()));
            }
        };
    }

    private static Outcome outcome(Context context, String text, String json) {
        return new Outcome(text.stripTrailing(), json.strip(), context.steps().finished());
    }
}
