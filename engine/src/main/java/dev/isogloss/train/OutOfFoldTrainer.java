package dev.isogloss.train;

import dev.isogloss.checkpoint.CrossEncoderFolder;
import dev.isogloss.data.TrainingExample;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Progress;
import dev.isogloss.rerank.Folds;
import dev.isogloss.tensor.Device;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Trains one cross-encoder a fold, each on the queries of all other folds, into {@code fold-0/}, {@code fold-1/}, ... of a run
 * folder. Resumes as {@link RerankTrainer} does, fold by fold.
 */
public final class OutOfFoldTrainer {
    private final Path runFolder;
    private final CrossEncoderFolder start;
    private final TrainingSet set;
    private final Folds folds;
    private final double validationShare;
    private final RerankSettings settings;
    private final Device device;
    private final Progress progress;

    /**
     * A training that is not yet started.
     *
     * @param set its validation examples are learned from as well: each fold holds out its own
     * @param validationShare of a fold's training queries that are held out to choose the best weights, 0 .. 1 (exclusive)
     */
    public OutOfFoldTrainer(
            Path runFolder,
            CrossEncoderFolder start,
            TrainingSet set,
            Folds folds,
            double validationShare,
            RerankSettings settings,
            Device device,
            Progress progress) {
        this.runFolder = runFolder;
        this.start = start;
        this.set = set;
        this.folds = folds;
        this.validationShare = validationShare;
        this.settings = settings;
        this.device = device;
        this.progress = progress;
    }

    /** The folder of a fold's model, once it is trained. */
    public static Path modelFolder(Path runFolder, int fold) {
        return runFolder.resolve("fold-" + fold).resolve("model");
    }

    /** Trains what is not yet trained; one result a fold. */
    public List<TrainResult> run() throws IOException {
        List<TrainResult> results = new ArrayList<>();
        for (int fold = 0; fold < folds.count(); fold++) {
            results.add(new RerankTrainer(
                            runFolder.resolve("fold-" + fold), start, without(fold), settings, device, progress)
                    .run());
        }
        return results;
    }

    /** The training set of a fold's model: none of the fold's own queries, neither to learn from nor to validate with. */
    TrainingSet without(int fold) {
        List<TrainingExample> others = new ArrayList<>(set.examples());
        others.addAll(set.validation());
        others.removeIf(example -> folds.of(example.query().key()) == fold);
        Holdout holdout = Holdout.of(others, validationShare, settings.seed());
        if (holdout.training().isEmpty()) {
            throw new BadInputException("no query is left to learn from outside fold " + fold + " of " + folds.count()
                    + "; there are too few judged queries ("
                    + (set.examples().size() + set.validation().size()) + ")");
        }
        return new TrainingSet(holdout.training(), holdout.validation(), set.judgments(), List.of(), set.passages());
    }
}
