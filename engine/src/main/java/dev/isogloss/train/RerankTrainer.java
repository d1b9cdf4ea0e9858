package dev.isogloss.train;

import dev.isogloss.checkpoint.CrossEncoderFolder;
import dev.isogloss.checkpoint.CrossEncoderFolderWriter;
import dev.isogloss.checkpoint.Weights;
import dev.isogloss.encoder.CrossEncoderNetwork;
import dev.isogloss.encoder.PairTokenizer;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.DiskSpace;
import dev.isogloss.io.Progress;
import dev.isogloss.tensor.Device;
import dev.isogloss.tensor.NativeThreads;
import dev.isogloss.tensor.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Trains a cross-encoder on judged passages: validates on held-out queries and writes the best weights as a sequence classification
 * folder.
 *
 * <p>Leaves and resumes as {@link Trainer} does: killed anywhere and started again with the same arguments, it ends with the same
 * bytes in {@code model/}; started again when complete, it returns at once. An untouched model is kept only when it came with a
 * head.
 */
public final class RerankTrainer {
    private final Path runFolder;
    private final CrossEncoderFolder model;
    private final TrainingSet set;
    private final RerankSettings settings;
    private final Device device;
    private final Progress progress;

    /**
     * A training that is not yet started.
     *
     * @param start a trained cross-encoder, or a backbone with a fresh head
     * @param set its weights do not count here; a query without negatives is not learned from
     */
    public RerankTrainer(
            Path runFolder,
            CrossEncoderFolder start,
            TrainingSet set,
            RerankSettings settings,
            Device device,
            Progress progress) {
        this.runFolder = runFolder;
        this.model = start.withMaxTokens(settings.pairTokens());
        this.set = set;
        this.settings = settings;
        this.device = device;
        this.progress = progress;
    }

    /**
     * Trains to the end, from wherever an earlier run was stopped.
     *
     * @throws BadInputException before the long part starts, when there is nothing to learn from, or the machine is too small
     * @throws DivergedException when loss or gradient are no longer finite; the last checkpoint is kept
     */
    public TrainResult run() throws IOException {
        int steps = steps();
        Precision precision = settings.precision().resolve(device);
        String fingerprint = Fingerprint.of(model, set, settings, device + " " + precision);
        return new TrainingFolder(runFolder).once(fingerprint, (checkpoints, log) -> {
            NativeThreads.set(1);
            try (PairTokenizer tokenizer = PairTokenizer.open(model);
                    CrossEncoderNetwork network =
                            CrossEncoderNetwork.forTraining(model, precision, device, settings.trained())) {
                requireRoom(network);
                try (RerankLanes lanes = new RerankLanes(network, settings.lanes());
                        FusedAdamW optimiser =
                                new FusedAdamW(List.copyOf(network.trainable().values()), settings.weightDecay())) {
                    TrainingState end = new TrainingLoop<RerankBatch>(
                                    fingerprint, loopSettings(steps), lanes, optimiser, checkpoints, log, progress)
                            .run(new Work(lanes, tokenizer));
                    writeModel(end, checkpoints, network);
                    return end;
                }
            }
        });
    }

    private int steps() {
        int stepsOfEpoch = RerankGroups.steps(set, settings);
        if (stepsOfEpoch == 0) {
            throw new BadInputException("none of the " + set.examples().size()
                    + " training queries has a passage that is known not to answer it; a cross-encoder needs judged or"
                    + " mined negatives");
        }
        long planned = (long) stepsOfEpoch * settings.epochs();
        return Math.toIntExact(settings.maxSteps() == 0 ? planned : Math.min(planned, settings.maxSteps()));
    }

    private LoopSettings loopSettings(int steps) {
        return new LoopSettings(
                LearningRate.of(settings.learningRate(), settings.warmup(), steps),
                settings.clipNorm(),
                settings.validateEvery(),
                model.hasTrainedHead(),
                settings.checkpointSeconds());
    }

    private void requireRoom(CrossEncoderNetwork network) throws IOException {
        long trained =
                network.trainable().values().stream().mapToLong(Tensor::numel).sum();
        MemoryNeed need = MemoryNeed.of(
                network.architecture(), settings.lanes(), settings.chunkTokens(), settings.pairTokens(), trained);
        if (device == Device.CPU) {
            need.requireAvailable(AvailableMemory.bytes());
        }
        DiskSpace.require(runFolder, 3 * need.weights(), "checkpoints and the trained model");
    }

    private void writeModel(TrainingState end, CheckpointStore checkpoints, CrossEncoderNetwork network)
            throws IOException {
        Path target = runFolder.resolve("model");
        if (end.bestStep() == 0) {
            try (Weights untouched = Weights.mapped(model)) {
                CrossEncoderFolderWriter.write(target, model, untouched.tensors());
            }
        } else {
            Map<String, Tensor> trained = network.trainable();
            checkpoints.loadBest(end.bestStep(), trained);
            CrossEncoderFolderWriter.write(target, model, network.parameters());
        }
    }

    /** What this training does in each step of the loop. */
    private final class Work implements TrainingLoop.Work<RerankBatch> {
        private final RerankLanes lanes;
        private final RerankGroups groups;
        private final @Nullable RerankValidation validation;

        Work(RerankLanes lanes, PairTokenizer tokenizer) {
            this.lanes = lanes;
            this.groups = new RerankGroups(set, model.contract(), tokenizer, settings);
            this.validation =
                    RerankValidation.of(set, settings, groups, tokenizer).orElse(null);
        }

        @Override
        public RerankBatch prepare(int step) {
            return groups.of(step);
        }

        @Override
        public double backward(int step, RerankBatch batch) {
            double dropout = model.body().architecture().hiddenDropout();
            return lanes.backward(
                    batch, settings.loss(), settings.chunkTokens(), new Dropping(dropout, settings.seed(), step));
        }

        @Override
        public boolean validates() {
            return validation != null;
        }

        @Override
        public @Nullable ValidationScore validate() {
            return validation == null ? null : validation.score(lanes);
        }
    }
}
