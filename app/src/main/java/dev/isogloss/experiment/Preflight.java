package dev.isogloss.experiment;

import dev.isogloss.checkpoint.ModelFolder;
import dev.isogloss.checkpoint.Weights;
import dev.isogloss.embed.TextContract;
import dev.isogloss.encoder.HuggingFaceTextTokenizer;
import dev.isogloss.encoder.TransformerEmbedder;
import dev.isogloss.eval.Metric;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.DiskSpace;
import dev.isogloss.io.Progress;
import dev.isogloss.job.NamedModel;
import dev.isogloss.mine.GeneratorPrompts;
import dev.isogloss.mine.JudgePolicy;
import dev.isogloss.mine.JudgePrompts;
import dev.isogloss.tensor.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashSet;
import java.util.Set;

/** Refuses what cannot work before anything long starts. */
final class Preflight {
    private static final long LEAST_ROOM = 200L << 20;

    private Preflight() {}

    static void check(Experiment experiment, RunFolder folder, Progress progress) throws IOException {
        check(experiment, folder, true, progress);
    }

    /**
     * Checks everything, first what needs no model; then models that are named by their hub id are brought here, and what depends on
     * them is checked.
     *
     * @param greets whether the server of a language model is asked if it is there
     */
    static void check(Experiment experiment, RunFolder folder, boolean greets, Progress progress) throws IOException {
        checkWithoutModels(experiment, folder, greets);
        Set<String> models = models(experiment);
        experiment.preFineTuning().forEach(stage -> models.addAll(models(stage)));
        for (String model : models) {
            NamedModel.fetch(model, progress);
        }
        checkModels(experiment);
        checkLanguageModel(experiment, greets);
        for (Experiment stage : experiment.preFineTuning()) {
            checkStage(stage, folder, greets);
        }
    }

    private static void checkStage(Experiment stage, RunFolder folder, boolean greets) throws IOException {
        try {
            checkWithoutModels(stage, folder, greets);
            checkModels(stage);
            checkLanguageModel(stage, false);
        } catch (BadInputException e) {
            throw PreFineTuningChoice.refused(stage, e);
        }
    }

    private static void checkWithoutModels(Experiment experiment, RunFolder folder, boolean greets) throws IOException {
        EnsembleChoice ensemble = experiment.mine().ensemble();
        MiningStages.check(experiment.mine().stages(), ensemble.scorers());
        if (!experiment.mine().judgedNegatives()
                && experiment.mine().judging().policy() == JudgePolicy.RELABEL_RELEVANT) {
            throw new BadInputException(
                    "mine.judging.policy: relabel-relevant needs mine.judged-negatives: true, or a judge"
                            + " could make a positive of what people judged irrelevant (got: false)");
        }
        ensemble.runs().forEach(Preflight::checkRun);
        if (experiment.plan().labels().isPresent()
                && !Files.isRegularFile(experiment.plan().labels().get())) {
            throw new BadInputException("plan.labels: there is no file "
                    + experiment.plan().labels().get().toAbsolutePath());
        }
        for (String metric : experiment.evaluate().metrics()) {
            try {
                Metric parsed = Metric.parse(metric);
                assert parsed.name().equals(metric);
            } catch (IllegalArgumentException e) {
                throw new BadInputException("evaluate.metrics: " + e.getMessage(), e);
            }
        }
        if (longest(experiment) > experiment.train().chunkTokens()) {
            throw new BadInputException("train.chunk-tokens must be at least the longest text, " + longest(experiment)
                    + " tokens (got: " + experiment.train().chunkTokens() + ")");
        }
        if (experiment.mine().keep() < 1 && experiment.train().negatives() > 0) {
            throw new BadInputException("mine.keep must be at least 1 when train.negatives is above 0");
        }
        for (String system : experiment.evaluate().systems()) {
            if (experiment.evaluate().tunes(system) && experiment.train().validation() == 0) {
                throw new BadInputException("train.validation must be above 0 for the system " + system
                        + ", which is tuned on held-out training queries (got: 0)");
            }
        }
        Device device = Device.parse(experiment.model().device());
        assert device.name().equalsIgnoreCase(experiment.model().device());
        ExperimentData.open(experiment.collection());
        checkTrainSets(experiment);
        experiment.evaluate().also().forEach(other -> other.requireSplits(other.open()));
        DiskSpace.require(folder.path(), LEAST_ROOM, "a run folder");
        checkQuestions(experiment);
        if (experiment.wantsLlm()) {
            checkLlm(experiment.mine().judging(), greets);
        }
    }

    private static void checkModels(Experiment experiment) {
        checkJudge(experiment.mine().judging());
        experiment
                .questions()
                .labeller()
                .ifPresent(path -> CrossEncoders.require(
                        path,
                        "questions.labeller",
                        experiment.mine().judging().crossEncoder().pairTokens()));
        experiment.mine().ensemble().encoders().forEach(Preflight::checkEncoder);
        int room = room(experiment);
        int inference = Math.max(
                experiment.text().inferenceQueryTokens().orElse(0),
                experiment.text().inferencePassageTokens().orElse(0));
        int asked = Math.max(longest(experiment), inference);
        if (asked > room) {
            throw new BadInputException(
                    "text: lengths of " + asked + " tokens were asked for, but the model has positions for " + room);
        }
        checkLoss(experiment);
        if (experiment.evaluate().wants("reranked")) {
            checkReranker(experiment);
        }
        experiment.model().path().map(ModelFolder::open).ifPresent(Preflight::checkModel);
    }

    private static void checkLanguageModel(Experiment experiment, boolean greets) throws IOException {
        if (experiment.train().distillation().byLanguageModel()) {
            LanguageModelTeacher.check(experiment, greets);
        }
    }

    /** The longest text of training, in tokens. */
    private static int longest(Experiment experiment) {
        return Math.max(experiment.text().queryTokens(), experiment.text().passageTokens());
    }

    /** Every model that the experiment names and will read. */
    private static Set<String> models(Experiment experiment) {
        Set<String> models = new LinkedHashSet<>();
        experiment.model().path().ifPresent(models::add);
        experiment.mine().ensemble().encoders().forEach(member -> models.add(member.path()));
        JudgingChoice judging = experiment.mine().judging();
        if (judging.judges().contains("cross-encoder")) {
            judging.crossEncoder().path().ifPresent(models::add);
        }
        experiment.questions().labeller().ifPresent(models::add);
        Experiment.DistillationChoice distillation = experiment.train().distillation();
        if (distillation.byLanguageModel()) {
            distillation.languageModel().path().ifPresent(models::add);
        } else if (TeachStep.isWanted(experiment)) {
            distillation.crossEncoder().ifPresent(models::add);
        }
        return models;
    }

    /** Refuses pairs that are too long for the model, where a reranker is to be trained. */
    static void checkReranker(Experiment experiment) {
        int room = room(experiment);
        if (experiment.rerank().pairTokens() > room) {
            throw new BadInputException("rerank.pair-tokens: pairs of "
                    + experiment.rerank().pairTokens() + " tokens were asked for, but the model has positions for "
                    + room);
        }
    }

    private static void checkJudge(JudgingChoice judging) {
        if (judging.judges().contains("cross-encoder") && !judging.trainsCrossEncoder()) {
            CrossEncoders.require(
                    judging.crossEncoder().path().orElseThrow(),
                    "mine.judging.cross-encoder.path",
                    judging.crossEncoder().pairTokens());
        }
    }

    private static void checkLlm(JudgingChoice judging, boolean greets) throws IOException {
        JudgePrompts prompts = Judges.judgePrompts(judging.llm());
        GeneratorPrompts generating = Judges.prompts(judging.llm());
        assert !prompts.withAnswer().mark().isEmpty()
                && !generating.summary().mark().isEmpty();
        if (greets) {
            Chat.check(judging.llm());
        }
    }

    private static void checkQuestions(Experiment experiment) throws IOException {
        QuestionsChoice questions = experiment.questions();
        if (questions.wantLlm()) {
            GeneratorPrompts prompts = GeneratedQuestions.prompts(questions);
            assert !prompts.summary().mark().isEmpty();
        }
        EnsembleChoice ensemble = experiment.mine().ensemble();
        boolean learned = ensemble.weights() instanceof EnsembleChoice.Weights.Learned;
        if (questions.areUnlabelled() && learned) {
            throw new BadInputException("mine.weights: learned needs queries that people judged (got: questions.from:"
                    + " unlabelled); give weights such as {bm25: 1, dense: 2}, or null for all alike");
        }
        if (questions.areGenerated() && !ensemble.runs().isEmpty()) {
            throw new BadInputException("mine.ensemble: a TREC run has no ranking of queries that are made here (got:"
                    + " questions.from: generated); leave it out");
        }
    }

    private static void checkTrainSets(Experiment experiment) {
        experiment.trainSets().forEach(choice -> new TrainSetReader(choice).check());
        boolean byVectors = experiment.train().distillation().loss().equals(Experiment.DistillationChoice.COSINE);
        if (TargetsStep.isWanted(experiment) && !byVectors) {
            throw new BadInputException("train-sets: targets: pivot needs train.distillation.loss: cosine, which draws"
                    + " vectors to vectors (got: "
                    + experiment.train().distillation().loss() + ")");
        }
        boolean allTaught = experiment.trainSets().stream().allMatch(TrainSetChoice::taughtByPivot);
        if (!allTaught && experiment.train().contrastive() == 0) {
            throw new BadInputException(
                    "train.contrastive must be above 0 with train-sets that have no targets: no teacher says anything"
                            + " of their passages, so nothing would be learned from them (got: 0)");
        }
    }

    private static void checkLoss(Experiment experiment) {
        Experiment.TrainChoice train = experiment.train();
        int dimension = experiment
                .model()
                .path()
                .map(path -> ModelFolder.open(path).dimension())
                .orElse(experiment.model().fresh().hidden());
        if (train.matryoshka().stream().anyMatch(prefix -> prefix >= dimension)) {
            throw new BadInputException("train.matryoshka: prefixes must be shorter than the model's vectors, "
                    + dimension + " components (got: " + train.matryoshka() + ")");
        }
        requireTeacherFits(experiment, dimension);
        requirePromptsFit(experiment);
        if (TeachStep.isWanted(experiment) && !train.distillation().byLanguageModel()) {
            JudgingChoice judging = experiment.mine().judging();
            train.distillation()
                    .crossEncoder()
                    .ifPresent(path -> CrossEncoders.require(
                            path,
                            "train.distillation.cross-encoder",
                            judging.crossEncoder().pairTokens()));
            if (train.distillation().crossEncoder().isEmpty()
                    && !judging.judges().contains("cross-encoder")) {
                throw new BadInputException(
                        "train.distillation.teacher: cross-encoder is the one of mine.judging.judges, where"
                                + " there is none (got: " + judging.judges()
                                + "); add it there, or name a trained one with train.distillation.cross-encoder");
            }
        }
    }

    private static void requirePromptsFit(Experiment experiment) {
        Experiment.LanguagePromptsChoice choice = experiment.train().languagePrompts();
        int hidden = experiment
                .model()
                .path()
                .map(path -> ModelFolder.open(path).architecture().hidden())
                .orElse(experiment.model().fresh().hidden());
        if (choice.count() > 0 && hidden % choice.heads() != 0) {
            throw new BadInputException("train.language-prompts.heads must be a divisor of the network's width, "
                    + hidden + " (got: " + choice.heads() + ")");
        }
    }

    /** Vectors are learned from vectors of the same length. */
    private static void requireTeacherFits(Experiment experiment, int dimension) {
        Experiment.DistillationChoice choice = experiment.train().distillation();
        if (!choice.loss().equals(Experiment.DistillationChoice.COSINE)) {
            return;
        }
        experiment.mine().ensemble().encoders().stream()
                .filter(member -> member.name().equals(choice.teacher()))
                .map(member -> ModelFolder.open(member.path()).dimension())
                .filter(other -> other != dimension)
                .findAny()
                .ifPresent(other -> {
                    throw new BadInputException("train.distillation.loss: cosine needs a teacher whose vectors are as"
                            + " long as the model's, " + dimension + " components (got: " + choice.teacher() + " with "
                            + other + "); kl learns from its scores");
                });
    }

    private static void checkRun(EnsembleMember.Run member) {
        if (!Files.isRegularFile(member.file()) || !Files.isReadable(member.file())) {
            throw new BadInputException("mine.ensemble: run " + member.name() + ": there is no file "
                    + member.file().toAbsolutePath() + "; give a TREC run over the training queries, .gz and .zst too");
        }
    }

    private static void checkEncoder(EnsembleMember.Encoder member) {
        ModelFolder folder = ModelFolder.open(member.path());
        int room = folder.architecture().maxTokens();
        int longest =
                Math.max(member.queryTokens().orElse(0), member.passageTokens().orElse(0));
        if (longest > room) {
            throw new BadInputException("mine.ensemble: encoder " + member.name() + ": lengths of " + longest
                    + " tokens were asked for, but the model has positions for " + room);
        }
        checkModel(folder);
    }

    /** Reads everything of a model, weights too, so that damage shows before the collection is read. */
    private static void checkModel(ModelFolder folder) {
        try (HuggingFaceTextTokenizer tokenizer = HuggingFaceTextTokenizer.open(folder);
                Weights weights = Weights.mapped(folder)) {
            TextContract contract = TransformerEmbedder.contract(folder, tokenizer);
            assert !contract.tokenizerHash().isEmpty() && !weights.tensors().isEmpty();
        }
    }

    /** The longest text the model can take. */
    private static int room(Experiment experiment) {
        return experiment.model().path().isPresent()
                ? ModelFolder.open(experiment.model().path().get())
                        .architecture()
                        .maxTokens()
                : experiment.model().fresh().positions();
    }
}
