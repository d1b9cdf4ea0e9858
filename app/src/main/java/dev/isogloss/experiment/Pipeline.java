package dev.isogloss.experiment;

import dev.isogloss.corpus.Corpus;
import dev.isogloss.eval.ResultTable;
import dev.isogloss.eval.ResultsFile;
import dev.isogloss.io.AtomicFile;
import dev.isogloss.io.FolderLock;
import dev.isogloss.io.Progress;
import dev.isogloss.job.Folders;
import dev.isogloss.mine.GeneratorPrompts;
import dev.isogloss.mine.InstructionExport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The whole way from raw files to a report, read top-down; every line is a step that is skipped when it was done before. */
public final class Pipeline {
    private Pipeline() {}

    /** The last step to make. */
    public enum Until {
        /** Candidates only: what a language model would be asked about them is said, and nothing is asked. */
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

    /** Refuses what cannot work, without doing anything but downloading the models that are named by their hub id. */
    public static void check(Experiment experiment, RunFolder folder, Progress progress) throws IOException {
        Preflight.check(experiment, folder, progress);
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
        if (last == Until.ESTIMATE && !experiment.wantsLlm()) {
            return new Outcome(
                    "This experiment asks no language model anything: mine.judging.judges does not have llm,"
                            + " and neither mine.judging.refill nor questions.generator is llm. A run makes no call.",
                    "{\"calls\":0}",
                    List.of());
        }
        if (last == Until.ESTIMATE) {
            Estimating.require(experiment);
        }
        if (trains(experiment, last)) {
            experiment.requireModel();
        }
        Preflight.check(experiment, folder, last != Until.ESTIMATE, progress);
        if (reranks(experiment, last)) {
            Preflight.checkReranker(experiment);
        }
        try (FolderLock lock = FolderLock.acquire(folder.path())) {
            assert lock != null;
            AtomicFile.writeString(folder.experiment(), ExperimentFile.write(experiment.tree()));
            ExperimentData data = ExperimentData.load(experiment);
            if (trains(experiment, last)) {
                RunMember.checkQueries(experiment, data);
                ExampleTopics.check(experiment, data);
                Chat.checkLanguages(experiment, data);
            }
            SharedSteps shared = hasRounds(experiment, folder) ? others.with(folder.path()) : others;
            PreFineTuning earlier = PreFineTuning.load(experiment, folder, data.measured());
            StepRunner steps = new StepRunner(folder.steps(), shared);
            SystemModel start = needsModel(experiment, last) ? earlier.run(steps, progress) : null;
            return within(experiment, data, folder, steps, start, progress, context -> {
                if (trains(experiment, last)) {
                    RunMember.checkPassages(context);
                }
                if (last == Until.ESTIMATE) {
                    Estimating.Estimated estimated = Estimating.of(context);
                    return outcome(context, estimated.text(), estimated.json());
                }
                steps(context, last);
                tidy(context, last);
                return outcome(context, last);
            });
        }
    }

    /** Where there are or were rounds, one of them may be what another was before. */
    static boolean hasRounds(Experiment experiment, RunFolder folder) {
        return experiment.mine().rounds() > 1 || Files.exists(folder.path().resolve("rounds"));
    }

    /** What is done in a run folder, once passages and queries are there. */
    private interface Work<T> {
        T in(Context context) throws IOException;
    }

    private static <T> T within(
            Experiment experiment,
            ExperimentData data,
            RunFolder folder,
            StepRunner steps,
            @Nullable SystemModel start,
            Progress progress,
            Work<T> work)
            throws IOException {
        StepKey collection = CollectionStep.run(experiment, data, folder, steps, progress);
        try (Corpus corpus = Corpus.open(folder.corpus())) {
            return work.in(new Context(experiment, data, corpus, collection, start, folder, folder, steps, progress));
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
        experiment.requireModel();
        Preflight.check(experiment, folder, false, progress);
        GeneratorPrompts prompts = Judges.prompts(experiment.mine().judging().llm());
        try (FolderLock lock = FolderLock.acquire(folder.path())) {
            assert lock != null;
            ExperimentData data = ExperimentData.load(experiment);
            return within(experiment, data, folder, new StepRunner(folder.steps()), null, progress, context -> {
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

    /**
     * Every step from the passages on; between the steps nothing is read that a step has written.
     *
     * @return the models, the one trained last at the end
     */
    static List<SystemModel> steps(Context context, Until last) throws IOException {
        boolean trains = trains(context.experiment(), last);
        Optional<StepKey> sets = trains
                ? TrainSetsStep.run(
                        context.experiment(), context.data(), context.base(), context.steps(), context.progress())
                : Optional.empty();
        StepKey lexical = LexicalStep.run(context);
        if (!needsModel(context.experiment(), last)) {
            StepKey indexed = IndexStep.lexical(context, lexical);
            assert indexed != null;
            measure(context, List.of(), Map.of(), Optional.empty(), lexical);
            return List.of();
        }
        SystemModel untouched = ModelStep.run(context);
        StepKey encoded = EncodeStep.run(context, untouched);
        QuestionsChoice questions = context.experiment().questions();
        Context learning = trains && questions.areGenerated()
                ? GeneratedQuestions.make(context, untouched, encoded, lexical)
                : context;
        // Queries to learn from are few beside the passages: encoded always, so that every run has the same vectors.
        if (trains || !context.data().trainQueries().isEmpty()) {
            encoded = StepKey.of(encoded, EncodeStep.trainingQueries(learning, untouched));
        }
        if (trains && questions.areUnlabelled()) {
            learning = QuestionsStep.label(context, untouched, encoded, lexical);
        }
        return steps(learning, last, sets, lexical, untouched, encoded);
    }

    /** The steps from the first vectors on. */
    private static List<SystemModel> steps(
            Context context,
            Until last,
            Optional<StepKey> sets,
            StepKey lexical,
            SystemModel untouched,
            StepKey encoded)
            throws IOException {
        Experiment.EvaluateChoice evaluate = context.experiment().evaluate();
        boolean trains = trains(context.experiment(), last);
        List<SystemModel> models = new ArrayList<>(List.of(untouched));
        Map<String, StepKey> vectors = new TreeMap<>(Map.of(untouched.name(), encoded));
        Optional<SystemModel> reranker = Optional.empty();
        if (trains) {
            Rounds rounds = new Rounds(context, last, untouched, encoded, sets);
            rounds.run(lexical, trained(evaluate, last), reranks(context.experiment(), last));
            models.addAll(rounds.models());
            vectors.putAll(rounds.vectors());
            reranker = rounds.reranker();
        }
        if (last == Until.REPORT) {
            StepKey indexed = IndexStep.dense(
                    context, models.getLast(), of(vectors, models.getLast().name()), lexical);
            assert indexed != null;
            measure(context, models, vectors, reranker, lexical);
        }
        return models;
    }

    /** Whether anything is made of the model. */
    static boolean needsModel(Experiment experiment, Until last) {
        return trains(experiment, last) || experiment.evaluate().wants("untouched");
    }

    /** Whether negatives are needed. */
    private static boolean trains(Experiment experiment, Until last) {
        return last != Until.REPORT || experiment.evaluate().wants(MeasuredSystem.learning());
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
        return evaluate.wants(MeasuredSystem.followingTheRecipe()) ? List.of("naive", "trained") : List.of("naive");
    }

    private static void measure(
            Context context,
            List<SystemModel> models,
            Map<String, StepKey> vectors,
            Optional<SystemModel> reranker,
            StepKey lexical)
            throws IOException {
        Experiment experiment = context.experiment();
        EvaluateStep evaluation = new EvaluateStep(context);
        Map<String, StepKey> searched = new LinkedHashMap<>();
        for (String system : experiment.evaluate().systems()) {
            StepKey depends = switch (system) {
                case "reranked" ->
                    StepKey.of(
                            system,
                            of(vectors, "trained"),
                            reranker.orElseThrow().key(),
                            experiment.evaluate().rerankDepth());
                case "hybrid" ->
                    experiment.evaluate().tunes(system)
                            ? StepKey.of(
                                    system,
                                    of(vectors, "trained"),
                                    lexical,
                                    "held-out",
                                    experiment.train().validation(),
                                    experiment.train().validationQueries(),
                                    experiment.seed())
                            : searches(system, vectors, lexical, experiment.evaluate());
                case "balanced" ->
                    StepKey.of(
                            system,
                            of(vectors, "trained"),
                            experiment.evaluate().languageBalance(),
                            experiment.train().validation(),
                            experiment.train().validationQueries(),
                            experiment.seed());
                default -> searches(system, vectors, lexical, experiment.evaluate());
            };
            searched.put(system, evaluation.search(system, models, depends));
        }
        List<SystemModel> all = new ArrayList<>(models);
        reranker.ifPresent(all::add);
        if (ProbeStep.isWanted(context) && !models.isEmpty()) {
            StepKey probed = ProbeStep.run(context, models, vectors);
            assert !probed.value().isEmpty();
        }
        try (OtherCollectionsStep others = new OtherCollectionsStep(context)) {
            others.run(models, searched);
            List<StepKey> keys = new ArrayList<>(searched.values());
            keys.addAll(others.searched());
            ReportStep.run(
                    context, evaluation, all, others.collections(), evaluation.measure(keys, others.evaluations()));
        }
        if (context.steps().works()) {
            for (SystemModel model : models) {
                if (!model.name().equals("untouched")) {
                    new TrainStep(context, model.name()).card().write(evaluation.read());
                }
            }
        }
    }

    /** What the search of a system depends on that has nothing but vectors and words. */
    static StepKey searches(
            String system, Map<String, StepKey> vectors, StepKey lexical, Experiment.EvaluateChoice evaluate) {
        return switch (system) {
            case "bm25" -> lexical;
            case "hybrid" -> StepKey.of(of(vectors, "trained"), lexical, weight(evaluate));
            default -> of(vectors, system);
        };
    }

    private static String weight(Experiment.EvaluateChoice evaluate) {
        return evaluate.hybridWeight().isPresent()
                ? Double.toString(evaluate.hybridWeight().getAsDouble())
                : "held-out";
    }

    private static StepKey of(Map<String, StepKey> vectors, String system) {
        return Objects.requireNonNull(vectors.get(system), system);
    }

    /** Takes away what nobody asks for any more: runs of other systems, other collections, rounds beyond the last. */
    private static void tidy(Context context, Until last) throws IOException {
        if (last == Until.REPORT) {
            for (Path stranger : new EvaluateStep(context).strangers()) {
                Files.delete(stranger);
            }
            for (Path stranger : OtherCollectionsStep.strangers(context)) {
                Folders.delete(stranger);
            }
        }
        List<Path> below = new ArrayList<>(Rounds.strangers(context));
        below.addAll(PreFineTuning.strangers(context));
        for (Path stranger : below) {
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
            case RERANK ->
                outcome(
                        context,
                        Files.readString(RerankStep.report(context)) + "the reranker is in " + folder.reranker(),
                        "{\"reranker\":"
                                + JsonMapper.shared()
                                        .writeValueAsString(folder.reranker().toString()) + "}");
            case ESTIMATE -> throw new IllegalStateException("an estimate has no files");
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
