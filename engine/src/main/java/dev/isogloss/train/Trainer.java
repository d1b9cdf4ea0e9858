package dev.isogloss.train;

import dev.isogloss.batch.BatchPlan;
import dev.isogloss.batch.PlanExample;
import dev.isogloss.batch.PlannedStep;
import dev.isogloss.checkpoint.ModelFolder;
import dev.isogloss.checkpoint.ModelFolderWriter;
import dev.isogloss.checkpoint.Weights;
import dev.isogloss.data.Key;
import dev.isogloss.data.Negative;
import dev.isogloss.data.TrainingExample;
import dev.isogloss.embed.TextContract;
import dev.isogloss.encoder.TransformerEncoder;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.DiskSpace;
import dev.isogloss.io.FolderLock;
import dev.isogloss.io.JsonFile;
import dev.isogloss.io.Progress;
import dev.isogloss.tensor.Device;
import dev.isogloss.tensor.NativeThreads;
import dev.isogloss.tensor.Precision;
import dev.isogloss.tokenize.Tokenizer;
import dev.isogloss.train.Lanes.Dropping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
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
        Path training = runFolder.resolve("training");
        try (FolderLock _ = FolderLock.acquire(training)) {
            Completion completion = new Completion(training.resolve("complete.json"), runFolder.resolve("model"));
            Optional<TrainResult> done = completion.of(fingerprint);
            if (done.isPresent()) {
                return done.get();
            }
            completion.forget();
            requireRoom();
            NativeThreads.set(1);
            try (TransformerEncoder encoder = TransformerEncoder.forTraining(model, precision, device);
                    Lanes lanes = new Lanes(encoder, settings.lanes());
                    FusedAdamW optimiser =
                            new FusedAdamW(List.copyOf(encoder.parameters().values()), settings.weightDecay())) {
                CheckpointStore checkpoints = new CheckpointStore(training.resolve("checkpoint"));
                Loop loop = new Loop(fingerprint, lanes, optimiser, checkpoints, training.resolve("log.jsonl"));
                TrainingState end = loop.run();
                writeModel(end, checkpoints, encoder.parameters(), loop);
                TrainResult result = completion.record(end);
                checkpoints.clear();
                return result;
            }
        }
    }

    /** The best weights in the folder's own contract: training lengths are no limits for inference. */
    private void writeModel(TrainingState end, CheckpointStore checkpoints, Map<String, Tensor> parameters, Loop loop)
            throws IOException {
        Path target = runFolder.resolve("model");
        try (Weights untouched = Weights.mapped(model)) {
            if (end.bestStep() == 0) {
                ModelFolderWriter.write(target, model, untouched.tensors(), model.contract());
                return;
            }
            Interpolation interpolation = new Interpolation(
                    untouched.tensors(), parameters, () -> checkpoints.loadBest(end.bestStep(), parameters));
            interpolation.set(loop.bestShare(interpolation));
            ModelFolderWriter.write(target, model, parameters, model.contract());
        }
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
        if (settings.objective().needsTeacher() && set.advice().teacher() == null) {
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

    private int totalSteps() {
        int planned = plan.stream().mapToInt(List::size).sum();
        return settings.maxSteps() == 0 ? planned : Math.min(planned, settings.maxSteps());
    }

    /** The training proper: everything that lives while steps are made. */
    private final class Loop {
        private final String fingerprint;
        private final Lanes lanes;
        private final FusedAdamW optimiser;
        private final CheckpointStore checkpoints;
        private final Path logFile;
        private final Map<String, Tensor> weights;
        private final BatchTexts texts = new BatchTexts(set, model.contract());
        private final BatchTokens tokens;
        private final LearningRate learningRate = LearningRate.of(settings, totalSteps());
        private final @Nullable Validation validation;
        private final GradientStep gradientStep;
        private final int fullBatch = plan.stream()
                .flatMap(List::stream)
                .mapToInt(step -> step.queries().size())
                .max()
                .orElseThrow();
        private long lastCheckpoint = System.nanoTime();

        Loop(String fingerprint, Lanes lanes, FusedAdamW optimiser, CheckpointStore checkpoints, Path logFile) {
            this.fingerprint = fingerprint;
            this.lanes = lanes;
            this.optimiser = optimiser;
            this.checkpoints = checkpoints;
            this.logFile = logFile;
            this.weights = lanes.encoder(0).parameters();
            TextContract lengths = model.contract().withLengths(settings.queryTokens(), settings.passageTokens());
            this.tokens = new BatchTokens(tokenizer, lengths);
            this.validation = set.validation().isEmpty() ? null : Validation.of(set, settings, tokens, texts);
            this.gradientStep = new GradientStep(lanes, settings.objective(), settings);
        }

        TrainingState run() throws IOException {
            Optional<TrainingState> resumed = checkpoints.newest(fingerprint);
            TrainingLog log =
                    TrainingLog.resume(logFile, resumed.map(TrainingState::step).orElse(-1));
            TrainingState state = resumed.isPresent() ? resume(resumed.get()) : begin(log);
            int total = totalSteps();
            try (StepQueue queue = new StepQueue(state.step() + 1, total, this::prepare);
                    Progress.Task task = progress.start("Training", total, "steps")) {
                task.advance(state.step());
                while (state.step() < total) {
                    state = step(state, queue.next(), log, task);
                }
            }
            return state;
        }

        private TrainingState resume(TrainingState state) throws IOException {
            checkpoints.load(state, weights, optimiser);
            return state;
        }

        private TrainingState begin(TrainingLog log) throws IOException {
            return TrainingState.initial(
                    fingerprint, validate(0, log), settings.selection().keepUntouched());
        }

        /** The share of the trained weights that held-out queries like best. */
        double bestShare(Interpolation interpolation) throws IOException {
            List<Double> shares = settings.selection().interpolations();
            double best = shares.getFirst();
            if (shares.size() == 1 || validation == null) {
                return best;
            }
            TrainingLog log = TrainingLog.resume(logFile, totalSteps());
            ValidationScore highest = null;
            try (Progress.Task task = progress.start("Interpolating", shares.size(), "shares")) {
                for (double share : shares) {
                    long start = System.nanoTime();
                    interpolation.set(share);
                    ValidationScore score = validation.score(lanes);
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

        private TrainingState step(TrainingState before, TokenizedBatch batch, TrainingLog log, Progress.Task task)
                throws IOException {
            int step = before.step() + 1;
            long start = System.nanoTime();
            StepReport report = update(step, batch);
            double seconds = (System.nanoTime() - start) / 1e9;
            log.step(step, report, learningRate.at(step), seconds);
            task.advance(1);
            task.note(String.format(Locale.ROOT, "loss %.4f, %.0f tokens/s", report.loss(), report.tokens() / seconds));
            TrainingState state = before.after(step);
            boolean last = step == totalSteps();
            boolean due = settings.validateEvery() > 0 && step % settings.validateEvery() == 0;
            if (last || (due && validation != null)) {
                state = state.validated(validate(step, log));
                if (state.bestStep() == step) {
                    checkpoints.saveBest(step, weights);
                }
            }
            if (last || System.nanoTime() - lastCheckpoint >= settings.checkpointSeconds() * 1_000_000_000L) {
                checkpoints.save(state, weights, optimiser);
                lastCheckpoint = System.nanoTime();
            }
            return state;
        }

        private StepReport update(int step, TokenizedBatch batch) {
            Dropping dropping = new Dropping(model.architecture().hiddenDropout(), settings.seed(), step);
            double loss = gradientStep.run(batch, dropping);
            requireFinite("loss", loss, step);
            try (PointerScope _ = new PointerScope()) {
                Gradients gradients = Gradients.sum(lanes);
                // A short batch counts by its queries: every query weighs the same, wherever it landed.
                gradients.scale(batch.texts().queries().size() / (double) fullBatch);
                double norm = gradients.norm();
                requireFinite("gradient norm", norm, step);
                gradients.clip(norm, settings.clipNorm());
                optimiser.step(gradients.tensors(), learningRate.at(step), step);
                Gradients.clear(lanes);
                return new StepReport(
                        batch.texts().epoch(),
                        loss,
                        norm,
                        batch.tokens().ids().length,
                        batch.texts().language());
            }
        }

        private void requireFinite(String what, double value, int step) {
            if (!Double.isFinite(value)) {
                throw new DivergedException("training diverged: the " + what + " of step " + step + " is " + value
                        + "; any checkpoint of an earlier step is kept in " + runFolder.resolve("training/checkpoint")
                        + ". Try a learning rate below " + settings.learningRate()
                        + (settings.clipNorm() == 0 ? ", or clip the gradient" : ""));
            }
        }

        private @Nullable ValidationScore validate(int step, TrainingLog log) throws IOException {
            if (validation == null) {
                return null;
            }
            long start = System.nanoTime();
            ValidationScore score = validation.score(lanes);
            log.validation(step, score, (System.nanoTime() - start) / 1e9);
            return score;
        }

        /** The batch of a step, from 1. */
        private TokenizedBatch prepare(int step) {
            int epoch = 0;
            int index = step - 1;
            while (index >= plan.get(epoch).size()) {
                index -= plan.get(epoch).size();
                epoch++;
            }
            List<Integer> ordinals = plan.get(epoch).get(index).queries();
            List<List<Key>> negatives = new ArrayList<>();
            for (int ordinal : ordinals) {
                negatives.add(negatives(ordinal, epoch));
            }
            return tokens.of(texts.of(epoch, ordinals, negatives));
        }

        private List<Key> negatives(int ordinal, int epoch) {
            TrainingExample example = set.examples().get(ordinal);
            PlanExample planned = new PlanExample(
                    ordinal,
                    example.language(),
                    0,
                    example.query().key(),
                    example.positives(),
                    List.of(),
                    example.negatives().stream().map(Negative::passage).toList());
            return BatchPlan.negatives(settings.seed(), planned, epoch, settings.negatives());
        }
    }

    /** The file that says a training is done, written when {@code model/} is. */
    private record Completion(Path file, Path modelFolder) {
        Optional<TrainResult> of(String fingerprint) throws IOException {
            if (!Files.exists(file) || !Files.exists(modelFolder)) {
                return Optional.empty();
            }
            TrainingState state = JsonFile.read(file, TrainingState.class);
            return state.fingerprint().equals(fingerprint) ? Optional.of(result(state)) : Optional.empty();
        }

        void forget() throws IOException {
            boolean existed = Files.deleteIfExists(file);
            assert !existed || !Files.exists(file);
        }

        TrainResult record(TrainingState end) throws IOException {
            JsonFile.write(file, end);
            return result(end);
        }

        private static TrainResult result(TrainingState state) {
            return new TrainResult(
                    state.step(),
                    state.bestStep(),
                    Optional.ofNullable(state.untouched()),
                    Optional.ofNullable(state.best()));
        }
    }
}
