package dev.isogloss.experiment;

import dev.isogloss.checkpoint.CrossEncoderFolder;
import dev.isogloss.checkpoint.ModelFolder;
import dev.isogloss.data.Key;
import dev.isogloss.data.Negative;
import dev.isogloss.data.TrainingExample;
import dev.isogloss.io.BadInputException;
import dev.isogloss.mine.MiningQuery;
import dev.isogloss.mine.ScoreThresholds;
import dev.isogloss.rerank.Folds;
import dev.isogloss.tensor.Device;
import dev.isogloss.train.OutOfFoldTrainer;
import dev.isogloss.train.TrainingSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A judge out of the collection's own judgments: one cross-encoder a fold of the training queries, each of which learned from the
 * other folds, so that no query is judged by a model that saw its labels.
 */
final class JudgeStep {
    private JudgeStep() {}

    /** Trains the folds when the experiment asks for it; the key of nothing when it does not. */
    static StepKey run(Context context, SystemModel untouched) throws IOException {
        JudgingChoice.CrossEncoder choice =
                context.experiment().mine().judging().crossEncoder();
        if (!context.experiment().mine().judging().trainsCrossEncoder()) {
            return StepKey.of("no judge is trained");
        }
        if (choice.thresholds().isEmpty() && context.steps().works()) {
            requireJudgments(MiningInputs.calibrationSide(context));
        }
        StepKey key = StepKey.of(
                "train-judge",
                context.learnedKey(),
                untouched.key(),
                choice.training(),
                context.experiment().model().precision(),
                context.experiment().model().device(),
                context.experiment().seed());
        return context.steps()
                .run("train-judge", key, List.of(folder(context)), () -> train(context, untouched, choice));
    }

    /** Thresholds are placed on people's judgments after the training; too few of them must show before it. */
    private static void requireJudgments(List<MiningQuery> queries) {
        int relevant =
                queries.stream().mapToInt(query -> query.positives().size()).sum();
        int irrelevant = queries.stream()
                .mapToInt(query -> query.judgedNegatives().size())
                .sum();
        if (Math.min(relevant, irrelevant) < ScoreThresholds.LEAST_SCORES) {
            throw new BadInputException(
                    "the thresholds of a cross-encoder are placed on half of the training queries, which"
                            + " need " + ScoreThresholds.LEAST_SCORES
                            + " passages judged relevant and as many judged irrelevant (got: "
                            + relevant + " and " + irrelevant
                            + "); set mine.judging.cross-encoder.thresholds, or use another judge");
        }
    }

    static Folds folds(Context context) {
        return new Folds(
                context.experiment().mine().judging().crossEncoder().folds(),
                context.experiment().seed());
    }

    /** The trained models, one a fold. */
    static List<Path> models(Context context) {
        return IntStream.range(0, folds(context).count())
                .mapToObj(fold -> OutOfFoldTrainer.modelFolder(folder(context), fold))
                .toList();
    }

    private static Path folder(Context context) {
        return context.base().system("judge");
    }

    private static void train(Context context, SystemModel untouched, JudgingChoice.CrossEncoder choice)
            throws IOException {
        List<TrainingExample> examples = MiningInputs.queries(context).stream()
                .filter(query -> !query.judgedNegatives().isEmpty())
                .map(JudgeStep::example)
                .toList();
        if (examples.isEmpty()) {
            throw new BadInputException(
                    "a cross-encoder learns to judge from passages that people judged irrelevant, but no"
                            + " training query has any; use another of mine.judging.judges, or name a trained one with"
                            + " mine.judging.cross-encoder.path");
        }
        TrainingSet set = new TrainingSet(
                examples, List.of(), context.data().trainJudgments(), List.of(), MiningInputs.passages(context));
        CrossEncoderTraining training = CrossEncoderTraining.of(choice);
        CrossEncoderFolder start = CrossEncoderFolder.fresh(
                ModelFolder.open(untouched.folder()), context.experiment().seed());
        var results = new OutOfFoldTrainer(
                        folder(context),
                        start,
                        set,
                        folds(context),
                        training.validation(),
                        training.settings(
                                context.experiment(), context.experiment().seed()),
                        Device.parse(context.experiment().model().device()),
                        context.progress())
                .run();
        assert results.size() == choice.folds();
    }

    /** A query with everything people said about it. */
    static TrainingExample example(MiningQuery query) {
        return new TrainingExample(
                query.query(),
                query.positives(),
                query.judgedNegatives().stream().map(JudgeStep::judged).toList());
    }

    private static Negative judged(Key passage) {
        return new Negative(passage, new Negative.Judged(), Map.of(), 0);
    }
}
