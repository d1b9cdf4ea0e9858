package dev.isogloss.experiment;

import dev.isogloss.batch.BatchPlan;
import dev.isogloss.batch.PlanExample;
import dev.isogloss.batch.PlanFile;
import dev.isogloss.batch.PlanSettings;
import dev.isogloss.batch.PlannedStep;
import dev.isogloss.batch.Weights;
import dev.isogloss.checkpoint.ModelFolder;
import dev.isogloss.data.Key;
import dev.isogloss.data.Passage;
import dev.isogloss.data.TrainingExample;
import dev.isogloss.encoder.HuggingFaceTextTokenizer;
import dev.isogloss.io.AtomicFile;
import dev.isogloss.io.Checksums;
import dev.isogloss.loss.Matryoshka;
import dev.isogloss.loss.WeightPlacement;
import dev.isogloss.tensor.Device;
import dev.isogloss.tensor.Precision;
import dev.isogloss.train.GradientCaching;
import dev.isogloss.train.Holdout;
import dev.isogloss.train.Selection;
import dev.isogloss.train.TrainSettings;
import dev.isogloss.train.Trainer;
import dev.isogloss.train.TrainingSet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Stage III and training of one system: topics and batches are planned and written down, then followed. */
final class TrainStep {
    private static final int LANES = 2;

    private final Context context;
    private final String system;
    private final Path folder;

    /** The training of {@code trained}, which owns the run folder's own names, or of another system. */
    TrainStep(Context context, String system) {
        this.context = context;
        this.system = system;
        this.folder = system.equals("trained")
                ? context.folder().path()
                : context.folder().system(system);
    }

    Path training() {
        return folder.resolve("training");
    }

    /**
     * Plans the batches of every epoch.
     *
     * @param encoded the vectors that topics are found in
     * @param learned the key of all examples there are
     */
    StepKey plan(SystemModel miner, StepKey encoded, StepKey learned) throws IOException {
        Experiment experiment = context.experiment();
        List<Object> decides = new ArrayList<>(List.of(
                "plan",
                encoded,
                learned,
                planning(experiment),
                experiment.train().batch(),
                experiment.train().epochs(),
                experiment.train().validation(),
                experiment.seed(),
                experiment.trainingSeed()));
        Optional<Path> labels = experiment.plan().labels();
        if (labels.isPresent()) {
            decides.add(Checksums.sha256(labels.get()));
        }
        if (weighsOtherwise(experiment)) {
            decides.add(List.of(
                    experiment.train().languageWeight(), experiment.train().topicWeight()));
        }
        StepKey key = StepKey.of(decides.toArray());
        return context.steps().run("plan-" + system, key, List.of(planFolder()), () -> {
            List<TrainingExample> learning =
                    parted(FilterStep.examples(context, system)).training();
            ExampleTopics topics = ExampleTopics.of(context, learning, miner);
            List<PlanExample> examples = planned(learning, topics);
            PlanSettings settings = new PlanSettings(
                    PlanSettings.LanguageMix.valueOf(
                            experiment.plan().language().toUpperCase(Locale.ROOT)),
                    PlanSettings.TopicMix.valueOf(experiment.plan().topic().toUpperCase(Locale.ROOT)),
                    topics.count(),
                    experiment.plan().languageExponent(),
                    experiment.train().batch(),
                    experiment.trainingSeed());
            List<List<PlannedStep>> epochs = new ArrayList<>();
            for (int epoch = 0; epoch < experiment.train().epochs(); epoch++) {
                epochs.add(BatchPlan.epoch(settings, examples, epoch));
            }
            epochs = TrainSets.open(experiment, context.base()).mixed(epochs, examples.size(), experiment);
            for (int epoch = 0; epoch < epochs.size(); epoch++) {
                List<PlannedStep> steps = epochs.get(epoch);
                AtomicFile.write(planFolder().resolve(PlanFile.name(epoch)), out -> PlanFile.write(steps, out));
            }
            List<Float> weights = weights(examples);
            AtomicFile.writeString(
                    planFolder().resolve("weights.txt"),
                    String.join("\n", weights.stream().map(String::valueOf).toList()));
        });
    }

    /**
     * Follows the plan.
     *
     * @param from the weights it begins with
     * @param unfiltered the candidates that held-out queries are validated with
     * @param judge the cross-encoder that may teach
     */
    SystemModel train(SystemModel untouched, SystemModel from, StepKey planned, StepKey unfiltered, StepKey judge)
            throws IOException {
        Experiment experiment = context.experiment();
        StepKey learned = TeachStep.isWanted(experiment)
                ? new TeachStep(context, folder)
                        .run(system, StepKey.of(planned, judge), () -> holdout().training(), passages())
                : planned;
        if (TargetsStep.isWanted(experiment)) {
            learned = StepKey.of(learned, new TargetsStep(context, folder).run(system, planned, untouched));
        }
        SystemModel start = LanguagePromptsStep.run(context, system, folder, from, planned);
        // Trainings with a balance were once validated without it.
        String validated = experiment.train().languageBalance() > 0 ? ", validated as balanced" : "";
        StepKey key = StepKey.of(
                "train" + validated,
                learned,
                unfiltered,
                start.key(),
                deciding(experiment),
                experiment.text().queryTokens(),
                experiment.text().passageTokens(),
                experiment.model().precision(),
                experiment.model().device(),
                experiment.trainingSeed());
        Path model = folder.resolve("model");
        return new SystemModel(
                system,
                model,
                context.folder(),
                context.steps()
                        .run("train-" + system, key, List.of(model, training()), () -> follow(untouched, start)));
    }

    /**
     * What a training's result depends on in section {@code train}. Seed and means of the weights are in the key already; an option
     * that came later counts only where it is used, so that what was trained before stays trained.
     */
    private static JsonNode deciding(Experiment experiment) {
        ObjectNode train = (ObjectNode) experiment.tree().get("train").deepCopy();
        List<String> counted =
                new ArrayList<>(List.of("checkpoint-seconds", "seed", "language-weight", "topic-weight"));
        if (train.path("guide-fraction").isNull()) {
            counted.add("guide-fraction");
        }
        if (train.path("language-prompts").path("count").asInt() == 0) {
            counted.add("language-prompts");
        }
        ObjectNode distillation = (ObjectNode) train.get("distillation");
        if (distillation.path("language-balance").asDouble() == 0) {
            distillation.remove("language-balance");
        }
        distillation.remove("language-model"); // what it said is in the key of the teaching
        return train.without(counted);
    }

    /** What the batches depend on in section {@code plan}; labels count by what is in their file. */
    private static JsonNode planning(Experiment experiment) {
        ObjectNode plan = (ObjectNode) experiment.tree().get("plan").deepCopy();
        return plan.without(List.of("labels"));
    }

    private static boolean weighsOtherwise(Experiment experiment) {
        Experiment.TrainChoice train = experiment.train();
        return !train.weights().equals("none")
                && (train.languageWeight() != Weights.LANGUAGE_MEAN || train.topicWeight() != Weights.TOPIC_MEAN);
    }

    private void follow(SystemModel untouched, SystemModel from) throws IOException {
        Holdout holdout = holdout();
        ModelFolder model = ModelFolder.open(from.folder());
        TrainSets sets = TrainSets.open(context.experiment(), context.base());
        List<Float> weights = context.experiment().train().weights().equals("none")
                ? List.of()
                : Files.readAllLines(planFolder().resolve("weights.txt")).stream()
                        .map(Float::valueOf)
                        .toList();
        try (Advisers advisers = Advisers.open(context, system, folder, untouched);
                HuggingFaceTextTokenizer tokenizer = HuggingFaceTextTokenizer.open(model)) {
            TrainingSet set = new TrainingSet(
                    sets.after(holdout.training()),
                    holdout.validation(),
                    sets.with(context.data().known(context.experiment())),
                    sets.with(weights),
                    sets.with(passages()),
                    advisers.advice());
            var result = new Trainer(
                            folder,
                            model,
                            tokenizer,
                            set,
                            plan(),
                            settings(),
                            Device.parse(context.experiment().model().device()),
                            context.progress())
                    .run();
            AtomicFile.writeString(training().resolve("result.txt"), result + System.lineSeparator());
        }
        card().write();
    }

    /** What the model folder says of itself. */
    CardStep card() {
        return new CardStep(context, system, folder);
    }

    private TrainSettings settings() {
        Experiment.TrainChoice choice = context.experiment().train();
        return new TrainSettings(
                choice.negatives(),
                choice.temperature(),
                choice.learningRate(),
                choice.epochs(),
                choice.warmup(),
                choice.weightDecay(),
                choice.clipNorm(),
                context.experiment().text().queryTokens(),
                context.experiment().text().passageTokens(),
                choice.chunkTokens(),
                GradientCaching.ALWAYS,
                LANES,
                Precision.parse(context.experiment().model().precision()),
                WeightPlacement.valueOf(choice.weights().toUpperCase(Locale.ROOT)),
                choice.contrastive(),
                choice.distillation().loss(choice.temperature()),
                new Matryoshka(choice.matryoshka()),
                context.experiment().trainingSeed(),
                choice.maxSteps().orElse(0),
                choice.validateEvery(),
                choice.validationNegatives(),
                choice.validationQueries(),
                new Selection(choice.keepUntouched(), choice.interpolation()),
                choice.checkpointSeconds());
    }

    private Path planFolder() {
        return folder.resolve("plan");
    }

    private List<List<PlannedStep>> plan() throws IOException {
        List<List<PlannedStep>> epochs = new ArrayList<>();
        for (int epoch = 0; epoch < context.experiment().train().epochs(); epoch++) {
            Path file = planFolder().resolve(PlanFile.name(epoch));
            try (InputStream in = Files.newInputStream(file)) {
                epochs.add(PlanFile.read(in, file.toString()));
            }
        }
        return epochs;
    }

    /**
     * The system's examples to learn from, and held-out queries with unfiltered candidates to validate with. Filtered ones would
     * flatter the model that filtered: what it ranked near the positive is gone from them.
     */
    private Holdout holdout() throws IOException {
        return new Holdout(
                parted(FilterStep.examples(context, system)).training(),
                parted(FilterStep.examples(context, "naive")).validation());
    }

    private Holdout parted(List<TrainingExample> examples) {
        return Holdout.of(
                examples,
                context.experiment().train().validation(),
                context.experiment().seed());
    }

    private Function<Key, Passage> passages() {
        return key -> context.corpus().passage(context.corpus().ordinal(key));
    }

    private List<PlanExample> planned(List<TrainingExample> examples, ExampleTopics topics) {
        List<PlanExample> planned = new ArrayList<>();
        for (int i = 0; i < examples.size(); i++) {
            planned.add(PlanExample.of(i, examples.get(i), topics.topics()[i], passages()));
        }
        return planned;
    }

    /** What the key of the plan says: other means than the usual ones count only where examples are weighed. */
    private List<Float> weights(List<PlanExample> examples) {
        Experiment.TrainChoice train = context.experiment().train();
        Weights weights = weighsOtherwise(context.experiment())
                ? Weights.of(examples, train.languageWeight(), train.topicWeight())
                : Weights.of(examples);
        return examples.stream()
                .map(example -> (float) weights.of(example.language(), example.topic()))
                .toList();
    }
}
