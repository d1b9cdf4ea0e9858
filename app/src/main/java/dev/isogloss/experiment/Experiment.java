package dev.isogloss.experiment;

import dev.isogloss.hub.HubId;
import dev.isogloss.index.LexicalUnit;
import dev.isogloss.io.BadInputException;
import dev.isogloss.loss.Distillation;
import dev.isogloss.loss.GuideLimit;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A checked experiment: what is learned from which data, how, and what is measured.
 *
 * @param preFineTuning trainings that come first, in this order, each beginning with the model of the one before
 * @param words what {@code bm25} counts
 * @param tree the resolved tree that {@code experiment.yaml} shows; the hash keys of the steps are made of its sections
 */
public record Experiment(
        String name,
        long seed,
        List<Experiment> preFineTuning,
        CollectionChoice collection,
        QuestionsChoice questions,
        List<TrainSetChoice> trainSets,
        ModelChoice model,
        TextLengths text,
        MineChoice mine,
        PlanChoice plan,
        TrainChoice train,
        CrossEncoderTraining rerank,
        IndexChoice index,
        LexicalUnit words,
        EvaluateChoice evaluate,
        CardChoice card,
        ObjectNode tree) {
    private static final int MOST_ROUNDS = 100;

    private static final String WITHOUT_MODEL =
            "model.path is not set: name a model folder or hub id with --set model.path=FOLDER, or set model.fresh=true"
                    + " for a small encoder from the seed";

    /** Which collection, and how much of it. */
    public record CollectionChoice(
            String format,
            String path,
            List<String> languages,
            String trainSplit,
            OptionalInt randomPassagesPerLanguage) {}

    /**
     * Where the encoder comes from.
     *
     * @param path a folder or a hub id; empty for a fresh model
     */
    public record ModelChoice(Optional<String> path, String precision, String device, FreshModel fresh) {}

    /** The shape of an encoder that starts from nothing but the seed. */
    public record FreshModel(int vocabulary, int hidden, int layers, int heads, int intermediate, int positions) {}

    /** Lengths in tokens, special tokens included; empty means the model folder's own. */
    public record TextLengths(
            int queryTokens,
            int passageTokens,
            OptionalInt inferenceQueryTokens,
            OptionalInt inferencePassageTokens,
            boolean failOnTruncate) {}

    /**
     * How hard negatives are found.
     *
     * @param rounds how often, each time with the model trained last; at least 1
     * @param continues whether a later round trains on from the model of the round before, not from the backbone
     */
    public record MineChoice(
            EnsembleChoice ensemble,
            String fusion,
            int depth,
            int keep,
            boolean judgedNegatives,
            JsonNode stages,
            JudgingChoice judging,
            int rounds,
            boolean continues) {}

    /**
     * How batches are put together.
     *
     * @param topics clusters to find, where there are no labels
     * @param labels file of topics, see {@link dev.isogloss.batch.TopicLabels}
     */
    public record PlanChoice(
            String language, String topic, int topics, Optional<Path> labels, double languageExponent) {}

    /** How the encoder learns. */
    public record TrainChoice(
            int batch,
            int negatives,
            double temperature,
            double learningRate,
            int epochs,
            OptionalInt maxSteps,
            double warmup,
            double validation,
            int validateEvery,
            int validationQueries,
            int validationNegatives,
            boolean keepUntouched,
            List<Double> interpolation,
            double contrastive,
            DistillationChoice distillation,
            List<Integer> matryoshka,
            double languageBalance,
            Optional<GuideLimit> guideLimit,
            double weightDecay,
            double clipNorm,
            String weights,
            double languageWeight,
            double topicWeight,
            int chunkTokens,
            int checkpointSeconds,
            OptionalInt seed,
            LanguagePromptsChoice languagePrompts) {}

    /**
     * Prompts by which a passage's vector depends on its language.
     *
     * @param count prompt vectors, 0 for none
     * @param rank of a language's own part
     */
    public record LanguagePromptsChoice(int count, int rank, int heads) {
        static LanguagePromptsChoice of(Settings in) {
            return new LanguagePromptsChoice(
                    in.integer("count", 0, 1024), in.integer("rank", 0, 1024), in.integer("heads", 1, 64));
        }
    }

    /**
     * What is learned from a teacher besides the labels.
     *
     * @param loss {@code none}, {@code kl}, {@code margin-mse} or {@link #COSINE}, which learns from an encoder's vectors themselves
     * @param teacher {@link #ENSEMBLE}, which teaches a query's own passages by their fused scores, {@link #CROSS_ENCODER}, {@link
     *     #LANGUAGE_MODEL}, or an encoder of {@code mine.ensemble}, which teaches all passages of the batch by its cosines or vectors
     * @param crossEncoder folder of a trained one; empty for that of {@code mine.judging}
     * @param languageBalance share of its languages' mean vectors that is taken off an encoder's vectors before it teaches
     */
    public record DistillationChoice(
            String loss,
            String teacher,
            Optional<String> crossEncoder,
            LanguageModelChoice languageModel,
            double weight,
            double teacherTemperature,
            double scale,
            double languageBalance) {
        static final String ENSEMBLE = "ensemble";
        static final String CROSS_ENCODER = "cross-encoder";
        static final String LANGUAGE_MODEL = "language-model";
        static final String COSINE = "cosine";

        /** Teachers whose names no encoder of the ensemble may have. */
        static final List<String> TEACHERS = List.of(ENSEMBLE, CROSS_ENCODER, LANGUAGE_MODEL);

        /** Whether the teacher is an encoder, which has vectors. */
        boolean byEncoder() {
            return !TEACHERS.contains(teacher);
        }

        /** Whether a language model teaches. */
        boolean byLanguageModel() {
            return isWanted() && teacher.equals(LANGUAGE_MODEL);
        }

        /** Whether there is a teacher at all. */
        public boolean isWanted() {
            return !loss.equals("none");
        }

        /** The loss, for a student of this temperature. */
        Distillation loss(double temperature) {
            return switch (loss) {
                case "kl" -> new Distillation.KullbackLeibler(weight, temperature, teacherTemperature);
                case "margin-mse" -> new Distillation.MarginMse(weight, scale);
                case COSINE -> new Distillation.Cosine(weight);
                default -> new Distillation.None();
            };
        }
    }

    /**
     * What the run folder's index holds besides exact vectors and BM25.
     *
     * @param languageBalance that it is built with, 0 .. 1
     */
    public record IndexChoice(boolean hnsw, int degree, int beam, double languageBalance) {
        /** The graph, as the keys of finished steps have it. */
        String graph() {
            return "IndexChoice[hnsw=" + hnsw + ", degree=" + degree + ", beam=" + beam + "]";
        }
    }

    /**
     * What is measured on what.
     *
     * @param hybridWeight of BM25 in hybrid; empty to choose it on held-out training queries
     */
    public record EvaluateChoice(
            String split,
            String scope,
            List<String> tasks,
            List<String> systems,
            List<String> metrics,
            int depth,
            OptionalDouble hybridWeight,
            int rerankDepth,
            List<Double> languageBalance,
            List<OtherCollectionChoice> also,
            boolean languageProbe) {
        /** The same on another collection. */
        EvaluateChoice elsewhere(String otherSplit, String otherScope, List<String> otherTasks) {
            return new EvaluateChoice(
                    otherSplit,
                    otherScope,
                    otherTasks,
                    systems,
                    metrics,
                    depth,
                    hybridWeight,
                    rerankDepth,
                    languageBalance,
                    List.of(),
                    false);
        }

        /** Whether a system has a setting that is chosen on held-out training queries. */
        boolean tunes(String system) {
            return system.equals("balanced") || system.equals("hybrid") && hybridWeight.isEmpty();
        }

        /** Whether any of these systems is asked for. */
        public boolean wants(String... names) {
            return systems.stream().anyMatch(List.of(names)::contains);
        }
    }

    /**
     * Refuses an experiment that names no model, which those have that measure BM25 alone.
     *
     * @throws BadInputException when there is neither a path nor the wish for a fresh one
     */
    void requireModel() {
        if (model.path().isEmpty() && !tree.path("model").path("fresh").booleanValue(false)) {
            throw new BadInputException(WITHOUT_MODEL);
        }
    }

    /** Whether a language model is asked for anything. */
    boolean wantsLlm() {
        return mine.judging().wantsLlm() || questions.wantLlm();
    }

    /** The seed of topics, batches and training; collection, mining and evaluation keep that of the experiment. */
    public long trainingSeed() {
        return train.seed().isPresent() ? train.seed().getAsInt() : seed;
    }

    static Experiment of(ObjectNode tree, List<Experiment> preFineTuning) {
        Settings root = new Settings("", tree);
        String name = root.text("name");
        if (!name.matches("[A-Za-z0-9._-]+")) {
            throw root.refused("name", "letters, digits, '.', '_' and '-' (it names a folder)");
        }
        CollectionChoice collection = collection(root.section("collection"));
        EvaluateChoice evaluate = evaluate(root.section("evaluate"), name);
        ModelChoice model = model(root.section("model"), !evaluate.systems().equals(List.of("bm25")));
        MineChoice mine = mine(root.section("mine"));
        QuestionsChoice questions = QuestionsChoice.of(root.section("questions"));
        if (questions.wantLlm()) {
            mine.judging().requireLlm(root.section("mine").section("judging"));
        }
        return new Experiment(
                name,
                root.wholeNumber("seed"),
                List.copyOf(preFineTuning),
                collection,
                questions,
                TrainSetChoice.of(tree.path("train-sets")),
                model,
                text(root.section("text")),
                mine,
                plan(root.section("plan")),
                TrainSection.read(root.section("train"), mine.ensemble().scorers()),
                CrossEncoderTraining.of(root.section("rerank")),
                index(root.section("index")),
                LexicalUnit.ofProfile(root.section("index").word("bm25-profile", "isogloss", "anserini")),
                evaluate,
                CardChoice.of(root.section("card")),
                tree);
    }

    /** Every word that {@code format} of a collection may be. */
    static String[] formats() {
        return Stream.concat(Stream.of("auto"), ExperimentData.FORMATS.stream()).toArray(String[]::new);
    }

    private static CollectionChoice collection(Settings in) {
        return new CollectionChoice(
                in.word("format", formats()),
                in.optionalText("path")
                        .orElseThrow(() ->
                                new BadInputException("collection.path is not set: name the folder of the collection in"
                                        + " the experiment file or with --set collection.path=FOLDER")),
                in.words("languages"),
                in.text("train-split"),
                in.section("sample").optionalInteger("random-passages-per-language", 0, Integer.MAX_VALUE));
    }

    /** @param needed whether some system is made of it; whoever mines or trains asks again, see {@link #requireModel} */
    private static ModelChoice model(Settings in, boolean needed) {
        Optional<String> path = modelPath(in);
        boolean fresh = in.flag("fresh");
        if (path.isPresent() && fresh || needed && path.isEmpty() && !fresh) {
            throw new BadInputException(
                    fresh
                            ? "model.path and model.fresh exclude each other (got: path " + path.orElseThrow() + ")"
                            : WITHOUT_MODEL);
        }
        FreshModel shape = new FreshModel(
                in.integer("vocabulary", 100, 1_000_000),
                in.integer("hidden", 8, 4096),
                in.integer("layers", 1, 48),
                in.integer("heads", 1, 64),
                in.integer("intermediate", 8, 16384),
                in.integer("positions", 16, 8192));
        if (shape.hidden % shape.heads != 0) {
            throw in.refused("heads", "a divisor of model.hidden = " + shape.hidden);
        }
        return new ModelChoice(
                path, in.word("precision", "fp32", "bf16", "auto"), in.word("device", "cpu", "cuda"), shape);
    }

    /** A folder or a hub id, or a hub id that is meant whatever folders there are. */
    private static Optional<String> modelPath(Settings in) {
        Optional<String> path = in.optionalText("path");
        Optional<String> id = in.optionalText("id")
                .map(text -> HubId.of(HubId.Kind.MODEL, text).toString());
        if (path.isPresent() && id.isPresent()) {
            throw new BadInputException("model.path and model.id exclude each other (got: path " + path.get() + ", id "
                    + id.get() + "); path may be a hub id too");
        }
        return id.map(HubId::explicit).or(() -> path);
    }

    private static TextLengths text(Settings in) {
        return new TextLengths(
                in.integer("query-tokens", 4, 8192),
                in.integer("passage-tokens", 4, 8192),
                in.optionalInteger("inference-query-tokens", 4, 8192),
                in.optionalInteger("inference-passage-tokens", 4, 8192),
                in.word("on-truncate", "warn", "fail").equals("fail"));
    }

    private static MineChoice mine(Settings in) {
        JsonNode stages = in.node().get("stages");
        if (stages == null || !stages.isArray()) {
            throw in.refused("stages", "a list such as [{perc-pos: 0.95}]");
        }
        EnsembleChoice ensemble = EnsembleChoice.of(in);
        return new MineChoice(
                ensemble,
                in.word("fusion", "weighted-sum", "reciprocal-rank"),
                in.integer("depth", 1, 1000),
                in.integer("keep", 1, 1000),
                in.flag("judged-negatives"),
                stages,
                JudgingChoice.of(in.section("judging"), ensemble.scorers()),
                in.integer("rounds", 1, MOST_ROUNDS),
                in.flag("continue"));
    }

    private static PlanChoice plan(Settings in) {
        return new PlanChoice(
                in.word("language", "same", "mixed"),
                in.word("topic", "diverse", "homogeneous", "none"),
                in.integer("topics", 1, 10_000),
                in.optionalText("labels").map(Path::of),
                in.number("language-exponent", 0, 1));
    }

    private static IndexChoice index(Settings in) {
        return new IndexChoice(
                in.flag("hnsw"),
                in.integer("hnsw-degree", 2, 512),
                in.integer("hnsw-beam", 2, 3200),
                in.number("language-balance", 0, 1));
    }

    private static EvaluateChoice evaluate(Settings in, String name) {
        String scope = in.optionalText("scope").orElse(name);
        return new EvaluateChoice(
                in.text("split"),
                scope,
                in.wordsOf("tasks", List.of("monolingual", "pooled", "cross")),
                in.wordsOf("systems", MeasuredSystem.words()),
                in.words("metrics"),
                in.integer("depth", 1, 100_000),
                in.node().path("hybrid-weight").asString("").equals("held-out")
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(in.number("hybrid-weight", 0, 1)),
                in.integer("rerank-depth", 1, 100_000),
                in.numbers("language-balance", 0, 1),
                OtherCollectionChoice.of(in, scope),
                in.flag("language-probe"));
    }
}
