package dev.isogloss.train;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.checkpoint.CrossEncoderFolder;
import dev.isogloss.checkpoint.Family;
import dev.isogloss.checkpoint.Weights;
import dev.isogloss.data.Key;
import dev.isogloss.data.TrainingExample;
import dev.isogloss.encoder.TrainedPart;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Checksums;
import dev.isogloss.io.JsonLines;
import dev.isogloss.io.Progress;
import dev.isogloss.loss.RerankLoss;
import dev.isogloss.rerank.CrossEncoder;
import dev.isogloss.rerank.CrossEncoderSettings;
import dev.isogloss.rerank.Folds;
import dev.isogloss.rerank.OutOfFoldCrossEncoder;
import dev.isogloss.search.Pair;
import dev.isogloss.tensor.Device;
import dev.isogloss.tensor.Precision;
import dev.isogloss.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RerankTrainerTest {
    private static final CrossEncoderSettings SCORING = CrossEncoderSettings.of(Precision.FP32, Device.CPU);

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"BERT,BOTH", "XLM_ROBERTA,BINARY", "XLM_ROBERTA,CONTRASTIVE"})
    void aTinySetIsLearned(Family family, RerankLoss loss) throws IOException {
        TinyRerank tiny = new TinyRerank(folder.resolve("tiny"), family);
        Path run = folder.resolve("run");
        TrainResult result = tiny.trainer(run, TinyRerank.settings(loss, TrainedPart.EVERYTHING, 12), Progress.SILENT)
                .run();
        List<Double> losses = losses(run);
        assertThat(losses).hasSize(result.steps());
        assertThat(mean(losses.subList(losses.size() - 8, losses.size()))).isLessThan(mean(losses.subList(0, 8)) / 2);
        assertThat(result.best().orElseThrow().ndcg()).isGreaterThan(0.95);
        assertThat(result.best().orElseThrow().ndcg())
                .isGreaterThan(result.untouched().orElseThrow().ndcg());
        assertThat(run.resolve("training/checkpoint")).doesNotExist();
        try (CrossEncoder trained = CrossEncoder.open(run.resolve("model"), SCORING)) {
            int right = 0;
            for (TrainingExample example : tiny.set.validation()) {
                float[] scores = trained.score(pairs(tiny, example));
                right += scores[0] > scores[1] ? 1 : 0;
            }
            assertThat(right).isGreaterThan(tiny.set.validation().size() * 9 / 10);
        }
    }

    @Test
    void anInterruptedTrainingEndsInTheSameBytes() throws IOException {
        TinyRerank tiny = new TinyRerank(folder.resolve("tiny"), Family.XLM_ROBERTA);
        Path undisturbed = folder.resolve("undisturbed");
        TrainResult result =
                tiny.trainer(undisturbed, TinyRerank.SETTINGS, Progress.SILENT).run();
        String expected = Checksums.sha256OfFolder(undisturbed.resolve("model"));

        Path again = folder.resolve("again");
        assertThat(tiny.trainer(again, TinyRerank.SETTINGS.withCheckpointSeconds(1000), Progress.SILENT)
                        .run())
                .isEqualTo(result);
        assertThat(Checksums.sha256OfFolder(again.resolve("model"))).isEqualTo(expected);

        Path disturbed = folder.resolve("disturbed");
        for (int step : new int[] {3, 4, 5, 2}) {
            assertThatThrownBy(() -> tiny.trainer(disturbed, TinyRerank.SETTINGS, new Interruption(step))
                            .run())
                    .isInstanceOf(Interruption.Interrupted.class);
        }
        assertThat(disturbed.resolve("model")).doesNotExist();
        assertThat(tiny.trainer(disturbed, TinyRerank.SETTINGS, Progress.SILENT).run())
                .isEqualTo(result);
        assertThat(Checksums.sha256OfFolder(disturbed.resolve("model"))).isEqualTo(expected);
        assertThat(losses(disturbed)).isEqualTo(losses(undisturbed));
        // complete: nothing is done again
        assertThat(tiny.trainer(disturbed, TinyRerank.SETTINGS, new Interruption(1))
                        .run())
                .isEqualTo(result);
    }

    @Test
    void whatIsNotTrainedStaysAsItWas() throws IOException {
        TinyRerank tiny = new TinyRerank(folder.resolve("tiny"), Family.BERT);
        Path run = folder.resolve("run");
        assertThat(tiny.trainer(run, TinyRerank.settings(RerankLoss.BOTH, TrainedPart.top(1), 1), Progress.SILENT)
                        .run()
                        .bestStep())
                .isPositive();
        try (Weights before = Weights.mapped(tiny.start);
                Weights after = Weights.mapped(CrossEncoderFolder.open(run.resolve("model")))) {
            before.tensors().forEach((name, tensor) -> {
                boolean trained = !name.startsWith("embeddings.") && !name.startsWith("encoder.layer.0.");
                float[] found = Tensors.toFloats(requireNonNull(after.tensors().get(name)));
                if (trained) {
                    assertThat(found).as(name).isNotEqualTo(Tensors.toFloats(tensor));
                } else {
                    assertThat(found).as(name).containsExactly(Tensors.toFloats(tensor));
                }
            });
        }
    }

    @Test
    void aFoldsModelNeverSawItsQueries() throws IOException {
        TinyRerank tiny = new TinyRerank(folder.resolve("tiny"), Family.BERT);
        Folds folds = new Folds(3, 9);
        Path run = folder.resolve("folds");
        OutOfFoldTrainer trainer = new OutOfFoldTrainer(
                run,
                tiny.start,
                tiny.set,
                folds,
                0.2,
                TinyRerank.settings(RerankLoss.BOTH, TrainedPart.EVERYTHING, 12),
                Device.CPU,
                Progress.SILENT);
        int seen = 0;
        for (int fold = 0; fold < folds.count(); fold++) {
            int own = fold;
            TrainingSet others = trainer.without(fold);
            List<TrainingExample> all = Stream.concat(others.examples().stream(), others.validation().stream())
                    .toList();
            assertThat(all).noneMatch(example -> folds.of(example.query().key()) == own);
            assertThat(others.validation()).isNotEmpty();
            seen += all.size();
        }
        assertThat(seen).isEqualTo((folds.count() - 1) * TinyRerank.EXAMPLES);
        assertThat(trainer.run()).hasSize(3);
        List<CrossEncoder> models = new ArrayList<>();
        for (int fold = 0; fold < 3; fold++) {
            models.add(CrossEncoder.open(OutOfFoldTrainer.modelFolder(run, fold), SCORING));
        }
        try (OutOfFoldCrossEncoder scorer = new OutOfFoldCrossEncoder(folds, models)) {
            int right = 0;
            List<Pair> every = new ArrayList<>();
            for (TrainingExample example : tiny.set.examples()) {
                every.addAll(pairs(tiny, example));
                float[] scores = scorer.score(pairs(tiny, example));
                CrossEncoder model = models.get(folds.of(example.query().key()));
                assertThat(scores).containsExactly(model.score(pairs(tiny, example)));
                right += scores[0] > scores[1] ? 1 : 0;
            }
            assertThat(right).isGreaterThan(tiny.set.examples().size() * 9 / 10);
            float[] together = scorer.score(every);
            assertThat(together).hasSize(every.size());
            assertThat(new float[] {together[0], together[1]}).containsExactly(scorer.score(every.subList(0, 2)));
        }
    }

    @Test
    void refusesASetWithoutNegatives() throws IOException {
        TinyRerank tiny = new TinyRerank(folder.resolve("tiny"), Family.BERT);
        List<TrainingExample> bare = tiny.set.examples().stream()
                .map(example -> new TrainingExample(example.query(), example.positives(), List.of()))
                .toList();
        TrainingSet set = new TrainingSet(bare, List.of(), tiny.set.judgments(), List.of(), tiny.set.passages());
        assertThatThrownBy(() -> new RerankTrainer(
                                folder.resolve("run"),
                                tiny.start,
                                set,
                                TinyRerank.SETTINGS,
                                Device.CPU,
                                Progress.SILENT)
                        .run())
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("none of the " + bare.size());
        assertThat(folder.resolve("run")).doesNotExist();
    }

    @Test
    void stopsWhenTheLossIsNoLongerFinite() throws IOException {
        TinyRerank tiny = new TinyRerank(folder.resolve("tiny"), Family.BERT);
        RerankSettings explosive = new RerankSettings(
                RerankLoss.BOTH,
                TrainedPart.EVERYTHING,
                4,
                3,
                1e30,
                2,
                0,
                0,
                0,
                24,
                128,
                2,
                Precision.FP32,
                7,
                0,
                0,
                5,
                100,
                0);
        assertThatThrownBy(() -> tiny.trainer(folder.resolve("run"), explosive, Progress.SILENT)
                        .run())
                .isInstanceOf(DivergedException.class)
                .hasMessageContaining("of step")
                .hasMessageContaining("checkpoint");
        assertThat(folder.resolve("run/model")).doesNotExist();
    }

    private static List<Pair> pairs(TinyRerank tiny, TrainingExample example) {
        Key positive = example.positives().getFirst();
        Key negative = example.negatives().getFirst().passage();
        return List.of(
                new Pair(example.query(), tiny.passage(positive)), new Pair(example.query(), tiny.passage(negative)));
    }

    private static List<Double> losses(Path run) throws IOException {
        List<Double> losses = new ArrayList<>();
        JsonLines.read(run.resolve("training/log.jsonl"), line -> {
            if (line.json().has("loss")) {
                losses.add(line.json().get("loss").asDouble());
            }
        });
        return losses;
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }
}
