package dev.isogloss.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isogloss.checkpoint.ModelFolder;
import dev.isogloss.checkpoint.Weights;
import dev.isogloss.encoder.TransformerEncoder;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Checksums;
import dev.isogloss.io.JsonLines;
import dev.isogloss.io.Progress;
import dev.isogloss.loss.Distillation;
import dev.isogloss.loss.Matryoshka;
import dev.isogloss.loss.WeightPlacement;
import dev.isogloss.tensor.Device;
import dev.isogloss.tensor.Precision;
import dev.isogloss.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerTest {
    @TempDir
    Path folder;

    @Test
    void aTinySetIsLearned() throws IOException {
        TinyTraining tiny = new TinyTraining(folder.resolve("tiny"));
        Path run = folder.resolve("run");
        TrainResult result = tiny.trainer(run, settings(8, GradientCaching.ALWAYS), Progress.SILENT)
                .run();
        List<Double> losses = losses(run);
        assertThat(losses).hasSize(result.steps());
        assertThat(mean(losses.subList(losses.size() - 8, losses.size()))).isLessThan(mean(losses.subList(0, 8)) / 2);
        assertThat(result.best().orElseThrow().loss())
                .isLessThan(result.untouched().orElseThrow().loss());
        assertThat(result.bestStep()).isPositive();
        assertThat(run.resolve("training/checkpoint")).doesNotExist();
    }

    @Test
    void theLossCurveIsTheRecordedOne() throws IOException {
        TinyTraining tiny = new TinyTraining(folder.resolve("tiny"));
        Path run = folder.resolve("run");
        TrainResult result =
                tiny.trainer(run, TinyTraining.SETTINGS, Progress.SILENT).run();
        assertThat(result.steps()).isEqualTo(GOLDEN.length);
        List<Double> losses = losses(run);
        for (int step = 0; step < GOLDEN.length; step++) {
            assertThat(losses.get(step))
                    .as("loss of step %d of %s", step + 1, losses)
                    .isCloseTo(GOLDEN[step], within(1e-4));
        }
    }

    /** Recorded on an AVX2 processor; other processors add in another order, hence the tolerance. */
    private static final double[] GOLDEN = {
        2.734004, 2.735487, 2.270018, 2.574554, 2.173804, 2.513933, 1.691546, 2.425074, 2.556450, 2.467729, 1.541073,
        1.486340, 1.284167, 0.997678, 0.840392, 1.130425, 0.680823, 0.056873
    };

    @Test
    void anInterruptedTrainingEndsInTheSameBytes() throws IOException {
        TinyTraining tiny = new TinyTraining(folder.resolve("tiny"));
        Path undisturbed = folder.resolve("undisturbed");
        assertThat(tiny.trainer(undisturbed, TinyTraining.SETTINGS, Progress.SILENT)
                        .run())
                .isNotNull();
        String expected = Checksums.sha256OfFolder(undisturbed.resolve("model"));

        Path again = folder.resolve("again");
        assertThat(tiny.trainer(again, TinyTraining.SETTINGS.withCheckpointSeconds(1000), Progress.SILENT)
                        .run())
                .isNotNull();
        assertThat(Checksums.sha256OfFolder(again.resolve("model"))).isEqualTo(expected);

        Path disturbed = folder.resolve("disturbed");
        for (int step : new int[] {3, 4, 5, 2}) {
            assertThatThrownBy(() -> tiny.trainer(disturbed, TinyTraining.SETTINGS, new Interruption(step))
                            .run())
                    .isInstanceOf(Interruption.Interrupted.class);
        }
        TrainResult result =
                tiny.trainer(disturbed, TinyTraining.SETTINGS, Progress.SILENT).run();
        assertThat(Checksums.sha256OfFolder(disturbed.resolve("model"))).isEqualTo(expected);
        assertThat(losses(disturbed)).isEqualTo(losses(undisturbed));

        // complete: nothing is done again, not even when every step would fail
        assertThat(tiny.trainer(disturbed, TinyTraining.SETTINGS, new Interruption(1))
                        .run())
                .isEqualTo(result);
        // other settings: from the start
        assertThatThrownBy(() -> tiny.trainer(disturbed, settings(1, GradientCaching.ALWAYS), new Interruption(1))
                        .run())
                .isInstanceOf(Interruption.Interrupted.class);
    }

    @Test
    void aKilledProcessEndsInTheSameBytes() throws IOException, InterruptedException {
        TinyTraining tiny = new TinyTraining(folder.resolve("tiny"));
        Path undisturbed = folder.resolve("undisturbed");
        assertThat(tiny.trainer(undisturbed, TinyTraining.SETTINGS, Progress.SILENT)
                        .run())
                .isNotNull();

        Path killed = folder.resolve("killed");
        Process child = TrainingProcess.start(folder.resolve("tiny-of-child"), killed);
        Path log = killed.resolve("training/log.jsonl");
        while (child.isAlive() && (!Files.exists(log) || Files.readAllLines(log).size() < 7)) {
            Thread.sleep(2);
        }
        assertThat(child.isAlive()).as("the child was still training").isTrue();
        assertThat(child.destroyForcibly().waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(killed.resolve("model")).doesNotExist();

        assertThat(tiny.trainer(killed, TinyTraining.SETTINGS, Progress.SILENT).run())
                .isNotNull();
        assertThat(Checksums.sha256OfFolder(killed.resolve("model")))
                .isEqualTo(Checksums.sha256OfFolder(undisturbed.resolve("model")));
    }

    @Test
    void stopsWhenTheLossIsNoLongerFinite() throws IOException {
        TinyTraining tiny = new TinyTraining(folder.resolve("tiny"));
        TrainSettings explosive = new TrainSettings(
                3,
                1e-30,
                1e30,
                2,
                0,
                0,
                0,
                12,
                24,
                64,
                GradientCaching.ALWAYS,
                2,
                Precision.FP32,
                WeightPlacement.NONE,
                1,
                new Distillation.None(),
                Matryoshka.NONE,
                7,
                0,
                0,
                5,
                100,
                Selection.TRAINED_OR_UNTOUCHED,
                0);
        assertThatThrownBy(() -> tiny.trainer(folder.resolve("run"), explosive, Progress.SILENT)
                        .run())
                .isInstanceOf(DivergedException.class)
                .hasMessageContaining("of step")
                .hasMessageContaining("checkpoint");
        assertThat(folder.resolve("run/model")).doesNotExist();
    }

    /** Law: half of the trained weights and half of the untouched ones, whatever else was tried before. */
    @Test
    void anInterpolationIsTheMeanOfBothModels() throws IOException {
        TinyTraining tiny = new TinyTraining(folder.resolve("tiny"));
        TrainSettings settings = TinyTraining.SETTINGS;
        Path trained = folder.resolve("trained");
        Path half = folder.resolve("half");
        assertThat(tiny.trainer(trained, selecting(settings, List.of(1.0)), Progress.SILENT)
                        .run())
                .isNotNull();
        assertThat(tiny.trainer(half, selecting(settings, List.of(0.5)), Progress.SILENT)
                        .run())
                .isNotNull();
        try (Weights start = Weights.mapped(tiny.model);
                Weights end = Weights.mapped(ModelFolder.open(trained.resolve("model")));
                Weights mean = Weights.mapped(ModelFolder.open(half.resolve("model")))) {
            mean.tensors().forEach((name, tensor) -> {
                float[] a =
                        Tensors.toFloats(Objects.requireNonNull(start.tensors().get(name)));
                float[] b =
                        Tensors.toFloats(Objects.requireNonNull(end.tensors().get(name)));
                float[] middle = Tensors.toFloats(tensor);
                for (int i = 0; i < middle.length; i++) {
                    assertThat(middle[i]).isCloseTo((a[i] + b[i]) / 2, within(1e-6f));
                }
            });
        }
        Path chosen = folder.resolve("chosen");
        assertThat(tiny.trainer(chosen, selecting(settings, List.of(0.5, 1.0, 0.01)), Progress.SILENT)
                        .run())
                .isNotNull();
        List<Double> tried = new ArrayList<>();
        List<Double> scores = new ArrayList<>();
        JsonLines.read(chosen.resolve("training/log.jsonl"), line -> {
            if (line.json().has("interpolation")) {
                tried.add(line.json().get("interpolation").asDouble());
                scores.add(line.json().get("validation").get("ndcg@10").asDouble());
            }
        });
        assertThat(tried).containsExactly(1.0, 0.5, 0.01);
        assertThat(scores.get(2)).as("a hundredth of the training").isLessThan(scores.get(0));
        double best = scores.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        Path same = scores.get(0) == best ? trained : half;
        assertThat(Checksums.sha256(chosen.resolve("model/model.safetensors")))
                .isEqualTo(Checksums.sha256(same.resolve("model/model.safetensors")));
    }

    private static TrainSettings selecting(TrainSettings base, List<Double> interpolations) {
        return base.withSelection(new Selection(false, interpolations));
    }

    @Test
    void aTeacherThatIsMissingIsRefused() throws IOException {
        TinyTraining tiny = new TinyTraining(folder.resolve("tiny"));
        TrainSettings taught = TinyTraining.SETTINGS.withDistillation(new Distillation.MarginMse(1, 0.1));
        assertThatThrownBy(() -> tiny.trainer(folder.resolve("run"), taught, Progress.SILENT)
                        .run())
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("no teacher");
    }

    @Test
    void keepsTheUntouchedModelWhenTrainingDoesNotHelp() throws IOException {
        TinyTraining tiny = new TinyTraining(folder.resolve("tiny"));
        TrainSettings harmful = new TrainSettings(
                3,
                0.05,
                3.0,
                1,
                0,
                0,
                1,
                12,
                24,
                64,
                GradientCaching.ALWAYS,
                1,
                Precision.FP32,
                WeightPlacement.NONE,
                1,
                new Distillation.None(),
                Matryoshka.NONE,
                7,
                0,
                0,
                5,
                100,
                Selection.TRAINED_OR_UNTOUCHED,
                0);
        Path run = folder.resolve("run");
        TrainResult result = tiny.trainer(run, harmful, Progress.SILENT).run();
        assertThat(result.bestStep()).isZero();
        assertThat(result.best()).isEqualTo(result.untouched());
        assertThat(Checksums.sha256(run.resolve("model/model.safetensors")))
                .isEqualTo(Checksums.sha256(tiny.model.path().resolve("model.safetensors")));
    }

    @Test
    void theTrainedFolderIsAModel() throws IOException {
        TinyTraining tiny = new TinyTraining(folder.resolve("tiny"));
        Path run = folder.resolve("run");
        assertThat(tiny.trainer(run, settings(1, GradientCaching.NEVER), Progress.SILENT)
                        .run())
                .isNotNull();
        var trained = dev.isogloss.checkpoint.ModelFolder.open(run.resolve("model"));
        assertThat(trained.contract()).isEqualTo(tiny.model.contract());
        try (TransformerEncoder encoder = TransformerEncoder.forInference(trained, Precision.FP32, Device.CPU)) {
            assertThat(encoder.dimension()).isEqualTo(16);
        }
    }

    @Test
    void refusesWhatDoesNotFitBeforeItStarts() throws IOException {
        TinyTraining tiny = new TinyTraining(folder.resolve("tiny"));
        TrainSettings tooLong = new TrainSettings(
                3,
                0.05,
                1e-3,
                1,
                0,
                0,
                1,
                64,
                256,
                256,
                GradientCaching.ALWAYS,
                1,
                Precision.FP32,
                WeightPlacement.NONE,
                1,
                new Distillation.None(),
                Matryoshka.NONE,
                7,
                0,
                0,
                5,
                100,
                Selection.TRAINED_OR_UNTOUCHED,
                0);
        assertThatThrownBy(() -> tiny.trainer(folder.resolve("run"), tooLong, Progress.SILENT)
                        .run())
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("at most 40 tokens")
                .hasMessageContaining("(got: 256)");
        assertThatThrownBy(() -> new Trainer(
                                folder.resolve("run"),
                                tiny.model,
                                tiny.tokenizer,
                                tiny.set,
                                tiny.plan(1),
                                TinyTraining.SETTINGS,
                                Device.CPU,
                                Progress.SILENT)
                        .run())
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("each of 2 epochs");
        assertThat(folder.resolve("run")).doesNotExist();
    }

    private static TrainSettings settings(int epochs, GradientCaching caching) {
        TrainSettings base = TinyTraining.SETTINGS;
        return new TrainSettings(
                base.negatives(),
                base.temperature(),
                base.learningRate(),
                epochs,
                base.warmup(),
                base.weightDecay(),
                base.clipNorm(),
                base.queryTokens(),
                base.passageTokens(),
                base.chunkTokens(),
                caching,
                base.lanes(),
                base.precision(),
                base.weights(),
                1,
                new Distillation.None(),
                Matryoshka.NONE,
                base.seed(),
                0,
                10,
                5,
                100,
                Selection.TRAINED_OR_UNTOUCHED,
                1000);
    }

    static List<Double> losses(Path run) throws IOException {
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
