package dev.isogloss.train;

import dev.isogloss.batch.PlannedStep;
import dev.isogloss.checkpoint.ModelFolder;
import dev.isogloss.checkpoint.ModelFolderWriter;
import dev.isogloss.checkpoint.Weights;
import dev.isogloss.data.Key;
import dev.isogloss.embed.TextContract;
import dev.isogloss.encoder.TransformerEncoder;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.DiskSpace;
import dev.isogloss.io.Progress;
import dev.isogloss.tensor.Device;
import dev.isogloss.tensor.NativeThreads;
import dev.isogloss.tensor.Precision;
import dev.isogloss.tokenize.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Fine-tunes an encoder along a batch plan, validates on held-out queries and writes the best weights as a model folder.
 *
 * <p>Into the run folder go {@code training/log.jsonl}, {@code training/checkpoint/} while it runs, {@code training/complete.json}
 * and {@code model/}. Killed anywhere and started again with the same arguments, it ends with the same bytes in {@code model/} as
 * an undisturbed run; started again when complete, it returns at once; with other arguments it starts from the beginning.
 */
public final class Trainer {
    private final Path runFolder;
    private final ModelFolder model;
    private final Tokenizer tokenizer;
    private final TrainingSet set;
    private final List<List<PlannedStep>> plan;
    private final TrainSettings settings;
    private final Device device;
    private final Progress progress;

    /**
     * A training that is not yet started.
     *
     * @param plan the steps of each epoch, as many epochs as the settings have
     * @param tokenizer the model's
     */
    public Trainer(
            Path runFolder,
            ModelFolder model,
            Tokenizer tokenizer,
            TrainingSet set,
            List<List<PlannedStep>> plan,
            TrainSettings settings,
            Device device,
            Progress progress) {
        this.runFolder = runFolder;
        this.model = model;
        this.tokenizer = tokenizer;
        this.set = set;
        this.plan = plan.stream().map(List::copyOf).toList();
        this.settings = settings;
        this.device = device;
        this.progress = progress;
    }

    /**
     * Trains to the end, from wherever an earlier run was stopped.
     *
     * @throws BadInputException before the long part starts, when settings, plan, model and machine do not go together
     * @throws DivergedException when loss or gradient are no longer finite; the last checkpoint is kept
     */
    public TrainResult run() throws IOException {
        requireFits();
        Precision precision = settings.precision().resolve(device);
        String fingerprint = Fingerprint.of(model, set, plan, settings, device + " " + precision);
        return new TrainingFolder(runFolder).once(fingerprint, (checkpoints, log) -> {
            requireRoom();
            NativeThreads.set(1);
            try (TransformerEncoder encoder = TransformerEncoder.forTraining(model, precision, device);
                    Lanes lanes = new Lanes(encoder, settings.lanes());
                    FusedAdamW optimiser =
                            new FusedAdamW(List.copyOf(encoder.parameters().values()), settings.weightDecay())) {
                Work work = new Work(lanes);
                TrainingState end = new TrainingLoop<TokenizedBatch>(
                                fingerprint, loopSettings(), lanes, optimiser, checkpoints, log, progress)
                        .run(work);
                writeModel(
                        end, checkpoints, encoder.parameters(), interpolation -> bestShare(interpolation, work, log));
                return end;
            }
        });
    }

    private LoopSettings loopSettings() {
        return new LoopSettings(
                LearningRate.of(settings, totalSteps()),
                settings.clipNorm(),
                settings.validateEvery(),
                settings.selection().keepUntouched(),
                settings.checkpointSeconds());
    }

    /** Which share of the trained weights to write. */
    private interface Choice {
        double share(Interpolation interpolation) throws IOException;
    }

    /** The best weights in the folder's own contract: training lengths are no limits for inference. */
    private void writeModel(
            TrainingState end, CheckpointStore checkpoints, Map<String, Tensor> parameters, Choice choice)
            throws IOException {
        Path target = runFolder.resolve("model");
        try (Weights untouched = Weights.mapped(model)) {
            if (end.bestStep() == 0) {
                ModelFolderWriter.write(target, model, untouched.tensors(), model.contract());
                return;
            }
            Interpolation interpolation = new Interpolation(
                    untouched.tensors(), parameters, () -> checkpoints.loadBest(end.bestStep(), parameters));
            interpolation.set(choice.share(interpolation));
            ModelFolderWriter.write(target, model, parameters, model.contract());
        }
    }

    /** The share of the trained weights that held-out queries like best. */
    private double bestShare(Interpolation interpolation, Work work, Path logFile) throws IOException {
        List<Double> shares = settings.selection().interpolations();
        double best = shares.getFirst();
        if (shares.size() == 1) {
            return best;
        }
        TrainingLog log = TrainingLog.resume(logFile, totalSteps());
        ValidationScore highest = null;
        try (Progress.Task task = progress.start("Interpolating", shares.size(), "shares")) {
            for (double share : shares) {
                long start = System.nanoTime();
                interpolation.set(share);
                ValidationScore score = Objects.requireNonNull(work.validate());
                log.interpolation(share, score, (System.nanoTime() - start) / 1e9);
                if (highest == null || score.isBetterThan(highest)) {
                    highest = score;
                    best = share;
                }
                task.advance(1);
            }
        }
        return best;
    }

    private void requireFits() {
        if (plan.size() != settings.epochs() || plan.stream().anyMatch(List::isEmpty)) {
            throw new BadInputException("the batch plan must have steps for each of " + settings.epochs()
                    + " epochs (got: " + plan.stream().map(List::size).toList() + " steps); plan again");
        }
        for (List<PlannedStep> epoch : plan) {
            for (PlannedStep step : epoch) {
                for (int ordinal : step.queries()) {
                    if (ordinal < 0 || ordinal >= set.examples().size()) {
                        throw new BadInputException("the batch plan names example " + ordinal + ", but there are "
                                + set.examples().size() + " training examples; plan again");
                    }
                }
            }
        }
        int longest = Math.max(settings.queryTokens(), settings.passageTokens());
        if (longest > model.architecture().maxTokens()) {
            throw new BadInputException(
                    "training lengths must be at most " + model.architecture().maxTokens()
                            + " tokens, the positions of " + model.path() + " (got: " + longest + ")");
        }
        int dimension = model.dimension();
        if (settings.matryoshka().prefixes().stream().anyMatch(prefix -> prefix >= dimension)) {
            throw new BadInputException("the prefixes of the vectors must be shorter than they are, " + dimension
                    + " components (got: " + settings.matryoshka().prefixes() + ")");
        }
        if (settings.objective().needsTeacher()
                && (settings.objective().distillation().learnsFromVectors()
                                ? set.advice().vectors()
                                : set.advice().teacher())
                        == null) {
            throw new BadInputException("the settings ask for distillation, but there is no teacher");
        }
        if (settings.selection().interpolations().size() > 1 && set.validation().isEmpty()) {
            throw new BadInputException("choosing among the interpolations "
                    + settings.selection().interpolations() + " needs held-out queries, but there are none");
        }
        if (tokenizer.vocabularySize() > model.architecture().vocabulary()) {
            throw new BadInputException("the tokenizer of " + model.path() + " has token ids up to "
                    + (tokenizer.vocabularySize() - 1) + ", but the word embedding has only "
                    + model.architecture().vocabulary() + " rows; tokenizer and weights do not belong together");
        }
    }

    private void requireRoom() throws IOException {
        MemoryNeed need = MemoryNeed.of(model.architecture(), settings);
        if (device == Device.CPU) {
            need.requireAvailable(AvailableMemory.bytes());
        }
        // two checkpoints of weights and moments, two best weights and the model
        DiskSpace.require(runFolder, 3 * need.weights(), "checkpoints and the trained model");
    }

    /** The largest batch of every further set, and of the main collection under the empty name. */
    private Map<String, Integer> fullBatches() {
        Map<String, Integer> sizes = new HashMap<>();
        for (List<PlannedStep> epoch : plan) {
            for (PlannedStep step : epoch) {
                PlannedStep.SetRound from = step.from();
                sizes.merge(from == null ? "" : from.set(), step.queries().size(), Math::max);
            }
        }
        return sizes;
    }

    private int totalSteps() {
        int planned = plan.stream().mapToInt(List::size).sum();
        return settings.maxSteps() == 0 ? planned : Math.min(planned, settings.maxSteps());
    }

    /** What this training does in each step of the loop. */
    private final class Work implements TrainingLoop.Work<TokenizedBatch> {
        private final Lanes lanes;
        private final BatchTexts texts = new BatchTexts(set, model.contract());
        private final BatchTokens tokens;
        private final @Nullable Validation validation;
        private final GradientStep gradientStep;
        private final Map<String, Integer> fullBatches = fullBatches();

        Work(Lanes lanes) {
            this.lanes = lanes;
            TextContract lengths = model.contract().withLengths(settings.queryTokens(), settings.passageTokens());
            this.tokens = new BatchTokens(tokenizer, lengths, model.languagePrompts());
            this.validation = set.validation().isEmpty() ? null : Validation.of(set, settings, tokens, texts);
            this.gradientStep = new GradientStep(lanes, settings.objective(), settings);
        }

        @Override
        public double backward(int step, TokenizedBatch batch) {
            return gradientStep.run(batch, new Dropping(model.architecture().hiddenDropout(), settings.seed(), step));
        }

        /**
         * A short batch counts by its queries: every query of a set weighs the same, wherever it landed. What a whole set weighs
         * beside another is told by its share of the steps, not by the size of its batches.
         */
        @Override
        public double weight(TokenizedBatch batch) {
            int queries = batch.texts().queries().size();
            return queries / (double) fullBatches.getOrDefault(batch.set(), queries);
        }

        @Override
        public boolean validates() {
            return validation != null;
        }

        @Override
        public @Nullable ValidationScore validate() {
            return validation == null ? null : validation.score(lanes);
        }

        @Override
        public TokenizedBatch prepare(int step) {
            int epoch = 0;
            int index = step - 1;
            while (index >= plan.get(epoch).size()) {
                index -= plan.get(epoch).size();
                epoch++;
            }
            PlannedStep planned = plan.get(epoch).get(index);
            List<List<Key>> negatives = new ArrayList<>();
            for (int ordinal : planned.queries()) {
                negatives.add(
                        EpochNegatives.of(set.examples().get(ordinal), settings.seed(), epoch, settings.negatives()));
            }
            return tokens.of(texts.of(epoch, planned, negatives));
        }
    }
}
