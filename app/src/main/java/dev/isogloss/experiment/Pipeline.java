package dev.isogloss.experiment;

import dev.isogloss.corpus.Corpus;
import dev.isogloss.eval.ResultTable;
import dev.isogloss.eval.ResultsFile;
import dev.isogloss.io.AtomicFile;
import dev.isogloss.io.FolderLock;
import dev.isogloss.io.Progress;
import dev.isogloss.mine.GeneratorPrompts;
import dev.isogloss.mine.InstructionExport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** The whole way from raw files to a report, read top-down; every line is a step that is skipped when it was done before. */
public final class Pipeline {
    private Pipeline() {}

    /** The last step to make. */
    public enum Until {
        /** Nothing is mined yet: only what a language model would be asked for it is said. */
        ESTIMATE,
        MINE,
        PLAN,
        TRAIN,
        /** The reranker in place of the encoder. */
        RERANK,
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
        if (last == Until.ESTIMATE && !experiment.mine().judging().wantsLlm()) {
            return new Outcome(
                    "This experiment asks no language model anything: mine.judging.judges does not have llm, and"
                            + " mine.judging.refill is not llm. A run makes no call.",
                    "{\"calls\":0}",
                    List.of());
        }
        Preflight.check(experiment, folder, last != Until.ESTIMATE);
        if (reranks(experiment, last)) {
            Preflight.checkReranker(experiment);
        }
        try (FolderLock lock = FolderLock.acquire(folder.path())) {
            assert lock != null;
            AtomicFile.writeString(folder.experiment(), ExperimentFile.write(experiment.tree()));
            ExperimentData data = ExperimentData.load(experiment);
            if (trains(experiment, last)) {
                RunMember.checkQueries(experiment, data);
            }
            return within(experiment, data, folder, others, progress, context -> run(context, last));
        }
    }

    /** What is done in a run folder, once passages and queries are there. */
    private interface Work<T> {
        T in(Context context) throws IOException;
    }

    private static <T> T within(
            Experiment experiment,
            ExperimentData data,
            RunFolder folder,
            SharedSteps others,
            Progress progress,
            Work<T> work)
            throws IOException {
        StepRunner steps = new StepRunner(folder.steps(), others);
        StepKey collection = CollectionStep.run(experiment, data, folder, steps, progress);
        try (Corpus corpus = Corpus.open(folder.corpus())) {
            return work.in(new Context(experiment, data, corpus, collection, folder, steps, progress));
        }
    }

    /**
     * Writes what a language model can be tuned on to make queries, from an experiment's own training queries and positives.
     *
     * @param out JSON lines, {@code .gz} and {@code .zst} too, see {@link InstructionExport}
     */
    public static Outcome exportInstructions(Experiment experiment, RunFolder folder, Path out, Progress progress)
            throws IOException {
        AtomicFile.requireWritable(out);
        Preflight.check(experiment, folder, false);
        GeneratorPrompts prompts = Judges.prompts(experiment.mine().judging().llm());
        try (FolderLock lock = FolderLock.acquire(folder.path())) {
            assert lock != null;
            ExperimentData data = ExperimentData.load(experiment);
            return within(experiment, data, folder, SharedSteps.NONE, progress, context -> {
                StepKey lexical = LexicalStep.run(context);
                assert !lexical.value().isEmpty();
                InstructionExport.Summary summary =
                        InstructionStep.write(context, ModelStep.run(context), prompts, out);
                return outcome(
                        context,
                        summary.text() + "\nThe instructions are in " + out,
                        JsonMapper.shared().writeValueAsString(summary));
            });
        }
    }

    private static Outcome run(Context context, Until last) throws IOException {
        Experiment.EvaluateChoice evaluate = context.experiment().evaluate();
        boolean trains = trains(context.experiment(), last);
        if (trains) {
            RunMember.checkPassages(context);
        }
        StepKey lexical = LexicalStep.run(context);
        if (!trains && !evaluate.wants("untouched")) {
            IndexStep.lexical(context, lexical);
            return measure(context, List.of(), lexical, lexical, lexical, Optional.empty());
        }
        SystemModel untouched = ModelStep.run(context);
        // Queries to learn from are few beside the passages: encoded always, so that every run has the same vectors.
        boolean mines = trains || !context.data().trainQueries().isEmpty();
        StepKey encoded = EncodeStep.run(context, untouched, mines);
        List<SystemModel> models = new ArrayList<>(List.of(untouched));
        StepKey latest = encoded;
        Optional<SystemModel> reranker = Optional.empty();
        if (last == Until.ESTIMATE) {
            JudgingChoice.Llm llm = context.experiment().mine().judging().llm();
            LlmEstimate estimate = MineStep.estimate(context, untouched, encoded, lexical);
            return outcome(context, estimate.text(llm.model().orElseThrow(), llm.budget()), estimate.json());
        }
        if (trains) {
            StepKey mined = MineStep.run(context, untouched, encoded, lexical);
            if (last == Until.MINE) {
                return outcome(
                        context,
                        Files.readString(context.folder().mining().resolve("report.txt")),
                        Files.readString(MineStep.report(context)));
            }
            if (reranks(context.experiment(), last)) {
                SystemModel trained = RerankStep.run(context, untouched, mined);
                if (last == Until.RERANK) {
                    return outcome(
                            context,
                            Files.readString(RerankStep.report(context)) + "the reranker is in " + trained.folder(),
                            "{\"reranker\":"
                                    + JsonMapper.shared()
                                            .writeValueAsString(trained.folder().toString()) + "}");
                }
                reranker = Optional.of(trained);
            }
            for (String system : trained(evaluate, last)) {
                TrainStep training = new TrainStep(context, system);
                StepKey planned = training.plan(untouched, mined);
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
        return measure(context, models, encoded, latest, lexical, reranker);
    }

    /** Whether negatives are needed. */
    private static boolean trains(Experiment experiment, Until last) {
        return last != Until.REPORT
                || experiment.evaluate().wants("naive", "trained", "hybrid", "reranked", "balanced");
    }

    private static boolean reranks(Experiment experiment, Until last) {
        return last == Until.RERANK
                || last == Until.REPORT && experiment.evaluate().wants("reranked");
    }

    /** The systems to train, the recipe last. */
    private static List<String> trained(Experiment.EvaluateChoice evaluate, Until last) {
        if (last != Until.REPORT || !evaluate.wants("naive")) {
            return List.of("trained");
        }
        return evaluate.wants("trained", "hybrid", "reranked", "balanced")
                ? List.of("naive", "trained")
                : List.of("naive");
    }

    private static Outcome measure(
            Context context,
            List<SystemModel> models,
            StepKey encoded,
            StepKey latest,
            StepKey lexical,
            Optional<SystemModel> reranker)
            throws IOException {
        EvaluateStep evaluation = new EvaluateStep(context);
        List<StepKey> searched = new ArrayList<>();
        for (String system : context.experiment().evaluate().systems()) {
            StepKey depends = switch (system) {
                case "bm25" -> lexical;
                case "untouched" -> encoded;
                case "reranked" ->
                    StepKey.of(
                            system,
                            latest,
                            reranker.orElseThrow().key(),
                            context.experiment().evaluate().rerankDepth());
                case "balanced" ->
                    StepKey.of(
                            system,
                            latest,
                            context.experiment().evaluate().languageBalance(),
                            context.experiment().train().validation(),
                            context.experiment().train().validationQueries(),
                            context.experiment().seed());
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
        List<SystemModel> all = new ArrayList<>(models);
        reranker.ifPresent(all::add);
        ReportStep.run(context, evaluation, all, measured);
        EvaluateStep.Measured results = evaluation.read();
        String text = ResultTable.averages(results.rows(), results.comparisons()) + "\n\nThe report: "
                + context.folder().report().toAbsolutePath();
        return outcome(context, text, ResultsFile.resultsJson(results.rows()).strip());
    }

    private static Outcome outcome(Context context, String text, String json) {
        return new Outcome(text.stripTrailing(), json.strip(), context.steps().finished());
    }
}
