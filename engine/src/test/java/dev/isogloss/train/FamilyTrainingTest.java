package dev.isogloss.train;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.isogloss.checkpoint.DenseActivation;
import dev.isogloss.checkpoint.DenseLayer;
import dev.isogloss.checkpoint.Family;
import dev.isogloss.checkpoint.ModelFolder;
import dev.isogloss.checkpoint.SafeTensors;
import dev.isogloss.checkpoint.WeightShapes;
import dev.isogloss.checkpoint.Weights;
import dev.isogloss.data.Key;
import dev.isogloss.data.Negative;
import dev.isogloss.encoder.TinyModel;
import dev.isogloss.encoder.TransformerEncoder;
import dev.isogloss.io.Progress;
import dev.isogloss.loss.WeightPlacement;
import dev.isogloss.tensor.Device;
import dev.isogloss.tensor.NativeThreads;
import dev.isogloss.tensor.Precision;
import dev.isogloss.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every family is trained, not only run: exact gradients, the same with and without the cache, weights written back. */
class FamilyTrainingTest {
    @TempDir
    Path folder;

    @BeforeEach
    void oneNativeThread() {
        NativeThreads.set(1);
    }

    private TinyTraining tiny(Family family) throws IOException {
        return new TinyTraining(
                folder,
                TinyModel.architecture(family, TinyTraining.WORDS + 4),
                family == Family.QWEN3 ? "lasttoken" : "mean");
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void theGradientCacheGivesThePlainGradient(Family family) throws IOException {
        assertCacheIsExact(tiny(family));
    }

    private static void assertCacheIsExact(TinyTraining tiny) {
        Dropping dropping = new Dropping(0.1, 17, 4);
        GradientStepTest.Result plain = GradientStepTest.gradients(
                tiny, GradientStepTest.settings(0.2, GradientCaching.NEVER, WeightPlacement.LOSS, 1), dropping);
        GradientStepTest.Result cached = GradientStepTest.gradients(
                tiny, GradientStepTest.settings(0.2, GradientCaching.ALWAYS, WeightPlacement.LOSS, 2), dropping);
        assertThat(cached.loss()).isCloseTo(plain.loss(), within(1e-5 * (1 + plain.loss())));
        assertThat(GradientStepTest.worst(plain, cached)).isLessThan(2e-4);
    }

    /** The steepest component of every weight of the last layer, and of what is before and behind the layers. */
    @ParameterizedTest
    @EnumSource(Family.class)
    void theGradientIsTheSlope(Family family) throws IOException {
        assertGradientIsSlope(tiny(family));
    }

    private static void assertGradientIsSlope(TinyTraining tiny) throws IOException {
        TrainSettings settings = GradientStepTest.settings(0.2, GradientCaching.NEVER, WeightPlacement.NONE, 1);
        TokenizedBatch batch = batch(tiny);
        try (TransformerEncoder encoder = TransformerEncoder.forTraining(tiny.model, Precision.FP32, Device.CPU);
                Lanes lanes = new Lanes(encoder, 1)) {
            GradientStep step = new GradientStep(lanes, settings.objective(), settings);
            List<float[]> gradients = new ArrayList<>();
            try (PointerScope _ = new PointerScope()) {
                assertThat(step.run(batch, Dropping.NONE)).isFinite();
                Gradients.sum(lanes).tensors().forEach(tensor -> gradients.add(Tensors.toFloats(tensor)));
            }
            Gradients.clear(lanes);
            int i = 0;
            int checked = 0;
            for (Map.Entry<String, Tensor> parameter : encoder.parameters().entrySet()) {
                float[] gradient = gradients.get(i++);
                if (WeightShapes.layerOf(parameter.getKey()).orElse(1) == 1) {
                    int place = Slope.steepest(gradient);
                    double slope = Slope.of(() -> loss(step, lanes, batch), parameter.getValue(), place, 1e-2f);
                    assertThat((double) gradient[place])
                            .as(parameter.getKey())
                            .isCloseTo(slope, within(1e-3 + 0.03 * Math.abs(slope)));
                    checked++;
                }
            }
            assertThat(checked).isGreaterThan(8);
        }
    }

    /** In 16 bits, with dropout, over two lanes: the loss falls, every weight moves, and what is written opens again. */
    @ParameterizedTest
    @EnumSource(Family.class)
    void learns(Family family) throws IOException {
        assertLearns(tiny(family));
    }

    private void assertLearns(TinyTraining tiny) throws IOException {
        TrainSettings settings = TinyTraining.settings(Precision.BF16).withSelection(Selection.TRAINED);
        TrainResult result =
                tiny.trainer(folder.resolve("run"), settings, Progress.SILENT).run();
        assertThat(result).isNotNull();
        ModelFolder trained = ModelFolder.open(folder.resolve("run/model"));
        assertThat(trained.architecture()).isEqualTo(tiny.model.architecture());
        assertThat(trained.dense()).isEqualTo(tiny.model.dense());
        try (PointerScope _ = new PointerScope();
                Weights before = Weights.mapped(tiny.model);
                Weights after = Weights.mapped(trained)) {
            after.tensors()
                    .forEach((name, tensor) -> assertThat(Tensors.toFloats(tensor))
                            .as(name)
                            .isNotEqualTo(Tensors.toFloats(
                                    requireNonNull(before.tensors().get(name)))));
        }
        List<Double> losses = TrainerTest.losses(folder.resolve("run"));
        double first =
                losses.subList(0, 4).stream().mapToDouble(x -> x).average().orElseThrow();
        double last = losses.subList(losses.size() - 4, losses.size()).stream()
                .mapToDouble(x -> x)
                .average()
                .orElseThrow();
        assertThat(last).isLessThan(0.8 * first);
    }

    /** Dense modules have gradients, are trained and written back like everything else. */
    @Test
    void denseModulesLearnToo() throws IOException {
        TinyTraining plain = new TinyTraining(folder);
        addDense(plain.model.path());
        TinyTraining tiny = plain.with(ModelFolder.open(plain.model.path()));
        assertThat(tiny.model.dense())
                .containsExactly(
                        new DenseLayer("2_Dense", 16, 12, true, DenseActivation.TANH),
                        new DenseLayer("3_Dense", 12, 8, false, DenseActivation.IDENTITY));
        assertThat(tiny.model.shapes().keySet())
                .containsAll(List.of("2_Dense.linear.weight", "2_Dense.linear.bias", "3_Dense.linear.weight"));
        assertCacheIsExact(tiny);
        assertGradientIsSlope(tiny);
        assertLearns(tiny);
    }

    private static void addDense(Path model) throws IOException {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(3);
        try (PointerScope _ = new PointerScope()) {
            dense(model.resolve("2_Dense"), 16, 12, true, "Tanh", random);
            dense(model.resolve("3_Dense"), 12, 8, false, "Identity", random);
        }
        Path modules = model.resolve("modules.json");
        Files.writeString(modules, """
                [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
                 {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
                 {"idx": 2, "name": "2", "path": "2_Dense", "type": "sentence_transformers.models.Dense"},
                 {"idx": 3, "name": "3", "path": "3_Dense", "type": "sentence_transformers.models.Dense"},
                 {"idx": 4, "name": "4", "path": "4_Normalize", "type": "sentence_transformers.models.Normalize"}]
                """);
    }

    private static void dense(Path module, int from, int to, boolean bias, String activation, RandomGenerator random)
            throws IOException {
        Files.createDirectories(module);
        Files.writeString(
                module.resolve("config.json"),
                "{\"in_features\": %d, \"out_features\": %d, \"bias\": %s, \"activation_function\": \"torch.nn.%s\"}"
                        .formatted(from, to, bias, activation));
        float[] weight = new float[from * to];
        for (int i = 0; i < weight.length; i++) {
            weight[i] = (float) random.nextGaussian() * 0.3f;
        }
        Map<String, Tensor> tensors = new java.util.HashMap<>();
        tensors.put("linear.weight", Tensors.ofFloats(weight, Device.CPU, to, from));
        if (bias) {
            tensors.put("linear.bias", Tensors.ofFloats(new float[to], Device.CPU, to));
        }
        SafeTensors.write(module.resolve("model.safetensors"), tensors);
    }

    private static TokenizedBatch batch(TinyTraining tiny) {
        BatchTexts texts = new BatchTexts(tiny.set, tiny.model.contract());
        List<Integer> ordinals = IntStream.range(0, 6).boxed().toList();
        List<List<Key>> negatives = ordinals.stream()
                .map(ordinal -> tiny.set.examples().get(ordinal).negatives().stream()
                        .limit(2)
                        .map(Negative::passage)
                        .toList())
                .toList();
        return new BatchTokens(tiny.tokenizer, tiny.model.contract()).of(texts.of(0, ordinals, negatives));
    }

    private static double loss(GradientStep step, Lanes lanes, TokenizedBatch batch) {
        try {
            return step.run(batch, Dropping.NONE);
        } finally {
            Gradients.clear(lanes);
        }
    }
}
