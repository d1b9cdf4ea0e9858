package dev.isogloss.train;

import dev.isogloss.io.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Steps, validations, checkpoints and the log of a training, whatever is trained: resumes from the newest checkpoint, and stops at
 * a loss or a gradient that is not finite before it could touch the weights.
 *
 * @param <B> a prepared step
 */
final class TrainingLoop<B extends PreparedStep> {
    /** What one kind of training does. */
    interface Work<B> {
        /** The batch of a step, from 1; depends on the number alone. Called from a thread of its own. */
        B prepare(int step);

        /** The loss of a batch; its gradients are added to those that the lanes hold, unless it is not finite. */
        double backward(int step, B batch);

        /** By what the gradient of a batch is multiplied before it is clipped; positive. */
        default double weight(B batch) {
            return 1;
        }

        /** Whether there are held-out queries. */
        boolean validates();

        /** The score of the weights as they are; null without held-out queries. */
        @Nullable
        ValidationScore validate();
    }

    private final String fingerprint;
    private final LoopSettings settings;
    private final NetworkLanes<?> lanes;
    private final FusedAdamW optimiser;
    private final CheckpointStore checkpoints;
    private final Path logFile;
    private final Progress progress;
    private final Map<String, Tensor> weights;
    private long lastCheckpoint = System.nanoTime();

    TrainingLoop(
            String fingerprint,
            LoopSettings settings,
            NetworkLanes<?> lanes,
            FusedAdamW optimiser,
            CheckpointStore checkpoints,
            Path logFile,
            Progress progress) {
        this.fingerprint = fingerprint;
        this.settings = settings;
        this.lanes = lanes;
        this.optimiser = optimiser;
        this.checkpoints = checkpoints;
        this.logFile = logFile;
        this.progress = progress;
        this.weights = lanes.network(0).trainable();
    }

    /** Trains to the last step and says where it ended. */
    TrainingState run(Work<B> work) throws IOException {
        Optional<TrainingState> resumed = checkpoints.newest(fingerprint);
        TrainingLog log =
                TrainingLog.resume(logFile, resumed.map(TrainingState::step).orElse(-1));
        TrainingState state = resumed.isPresent() ? resume(resumed.get()) : begin(work, log);
        int total = totalSteps();
        try (StepQueue<B> queue = new StepQueue<>(state.step() + 1, total, work::prepare);
                Progress.Task task = progress.start("Training", total, "steps")) {
            task.advance(state.step());
            while (state.step() < total) {
                state = step(state, work, queue.next(), log, task);
            }
        }
        return state;
    }

    private int totalSteps() {
        return settings.learningRate().totalSteps();
    }

    private TrainingState resume(TrainingState state) throws IOException {
        checkpoints.load(state, weights, optimiser);
        return state;
    }

    private TrainingState begin(Work<B> work, TrainingLog log) throws IOException {
        return TrainingState.initial(fingerprint, validate(0, work, log), settings.keepUntouched());
    }

    private TrainingState step(TrainingState before, Work<B> work, B batch, TrainingLog log, Progress.Task task)
            throws IOException {
        int step = before.step() + 1;
        double learningRate = settings.learningRate().at(step);
        long start = System.nanoTime();
        StepReport report = update(step, learningRate, work.backward(step, batch), work.weight(batch), batch);
        double seconds = (System.nanoTime() - start) / 1e9;
        log.step(step, report, learningRate, seconds);
        task.advance(1);
        task.note(String.format(Locale.ROOT, "loss %.4f, %.0f tokens/s", report.loss(), report.tokens() / seconds));
        TrainingState state = before.after(step);
        boolean last = step == totalSteps();
        boolean due = settings.validateEvery() > 0 && step % settings.validateEvery() == 0;
        if (last || (due && work.validates())) {
            state = state.validated(validate(step, work, log));
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

    private StepReport update(int step, double learningRate, double loss, double weight, B batch) {
        requireFinite("loss", loss, step);
        try (PointerScope _ = new PointerScope()) {
            Gradients gradients = Gradients.sum(lanes);
            gradients.scale(weight);
            double norm = gradients.norm();
            requireFinite("gradient norm", norm, step);
            gradients.clip(norm, settings.clipNorm());
            optimiser.step(gradients.tensors(), learningRate, step);
            Gradients.clear(lanes);
            return new StepReport(batch.epoch(), loss, norm, batch.tokenCount(), batch.set(), batch.language());
        }
    }

    private void requireFinite(String what, double value, int step) {
        if (!Double.isFinite(value)) {
            throw new DivergedException("training diverged: the " + what + " of step " + step + " is " + value
                    + "; any checkpoint of an earlier step is kept in " + logFile.resolveSibling("checkpoint")
                    + ". Try a learning rate below " + settings.learningRate().peak()
                    + (settings.clipNorm() == 0 ? ", or clip the gradient" : ""));
        }
    }

    private @Nullable ValidationScore validate(int step, Work<B> work, TrainingLog log) throws IOException {
        long start = System.nanoTime();
        ValidationScore score = work.validate();
        if (score != null) {
            log.validation(step, score, (System.nanoTime() - start) / 1e9);
        }
        return score;
    }
}
