package dev.isogloss.experiment;

import dev.isogloss.checkpoint.CrossEncoderFolder;
import dev.isogloss.checkpoint.ModelFolder;
import dev.isogloss.data.Key;
import dev.isogloss.data.Negative;
import dev.isogloss.data.TrainingExample;
import dev.isogloss.io.AtomicFile;
import dev.isogloss.io.BadInputException;
import dev.isogloss.job.Folders;
import dev.isogloss.mine.MiningQuery;
import dev.isogloss.tensor.Device;
import dev.isogloss.train.Holdout;
import dev.isogloss.train.RerankTrainer;
import dev.isogloss.train.TrainResult;
import dev.isogloss.train.TrainingSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One cross-encoder from the experiment's backbone, for searching: it learns from everything people judged and everything that was
 * mined for the training queries. Unlike a judge it may have seen the queries that it is asked about again, so it judges nothing.
 */
final class RerankStep {
    private RerankStep() {}

    /** Trains {@code reranker/}, a sequence-classification folder; log and checkpoints are in {@code systems/reranker/}. */
    static SystemModel run(Context context, SystemModel untouched, StepKey mined) throws IOException {
        Experiment experiment = context.experiment();
        CrossEncoderTraining choice = experiment.rerank();
        StepKey key = StepKey.of(
                "train-reranker",
                mined,
                untouched.key(),
                choice,
                experiment.model().precision(),
                experiment.model().device(),
                experiment.trainingSeed());
        Path work = folder(context);
        Path target = context.folder().reranker();
        return new SystemModel(
                "reranker",
                target,
                context.folder(),
                context.steps().run("train-reranker", key, List.of(work, target), () -> {
                    TrainResult result = train(context, untouched, choice, work);
                    AtomicFile.writeString(report(context), result + System.lineSeparator());
                    Folders.delete(target);
                    Folders.link(work.resolve("model"), target);
                }));
    }

    /** What the training found, in words. */
    static Path report(Context context) {
        return folder(context).resolve("training").resolve("result.txt");
    }

    private static Path folder(Context context) {
        return context.folder().system("reranker");
    }

    private static TrainResult train(Context context, SystemModel untouched, CrossEncoderTraining choice, Path work)
            throws IOException {
        long seed = context.experiment().trainingSeed();
        List<TrainingExample> examples = examples(context);
        Holdout holdout = Holdout.of(examples, choice.validation(), seed);
        if (holdout.training().isEmpty()) {
            throw new BadInputException(
                    "a reranker learns from training queries with a relevant passage, and with a share of "
                            + choice.validation() + " held out none of " + examples.size()
                            + " is left; lower rerank.validation");
        }
        return new RerankTrainer(
                        work,
                        CrossEncoderFolder.fresh(ModelFolder.open(untouched.folder()), seed),
                        new TrainingSet(
                                holdout.training(),
                                holdout.validation(),
                                context.data().trainJudgments(),
                                List.of(),
                                MiningInputs.passages(context)),
                        choice.settings(context.experiment(), seed),
                        Device.parse(context.experiment().model().device()),
                        context.progress())
                .run();
    }

    /** Every query's positives, then what people judged irrelevant, then what was mined besides. */
    private static List<TrainingExample> examples(Context context) throws IOException {
        Map<Key, TrainingExample> mined = new HashMap<>();
        FilterStep.examples(context, "trained")
                .forEach(example -> mined.put(example.query().key(), example));
        List<TrainingExample> examples = new ArrayList<>();
        for (MiningQuery query : MiningInputs.queries(context)) {
            TrainingExample judged = JudgeStep.example(query);
            TrainingExample found = mined.get(query.query().key());
            examples.add(found == null ? judged : joined(judged, found));
        }
        return examples;
    }

    private static TrainingExample joined(TrainingExample judged, TrainingExample mined) {
        List<Negative> negatives = new ArrayList<>(judged.negatives());
        Set<Key> known = new HashSet<>(mined.positives());
        negatives.removeIf(negative -> known.contains(negative.passage()));
        negatives.forEach(negative -> known.add(negative.passage()));
        mined.negatives().stream()
                .filter(negative -> known.add(negative.passage()))
                .forEach(negatives::add);
        return new TrainingExample(judged.query(), mined.positives(), negatives);
    }
}
