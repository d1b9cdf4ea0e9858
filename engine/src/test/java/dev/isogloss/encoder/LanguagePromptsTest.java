package dev.isogloss.encoder;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isogloss.checkpoint.Family;
import dev.isogloss.checkpoint.LanguagePrompts;
import dev.isogloss.checkpoint.ModelFolder;
import dev.isogloss.checkpoint.ModelFolderWriter;
import dev.isogloss.checkpoint.Weights;
import dev.isogloss.data.Language;
import dev.isogloss.export.OnnxExport;
import dev.isogloss.io.BadInputException;
import dev.isogloss.tensor.Device;
import dev.isogloss.tensor.Precision;
import dev.isogloss.tensor.Scoped;
import dev.isogloss.tensor.Tensors;
import dev.isogloss.tokenize.TokenBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Soft prompts of languages. */
class LanguagePromptsTest {
    private static final Language GERMAN = new Language("de");
    private static final Language SWAHILI = new Language("sw");
    private static final Language TELUGU = new Language("te");
    private static final List<Language> OWN = List.of(GERMAN, SWAHILI);
    private static final TokenBatch BATCH = batch();
    private static final String PREFIX = "language_prompts.";

    @TempDir
    Path folder;

    private static TokenBatch batch() {
        SplittableRandom random = new SplittableRandom(3);
        int[] lengths = {5, 3, 5, 7};
        return new TokenBatch(random.ints(20, 2, 31).toArray(), lengths, lengths);
    }

    /** The same tiny model each time. */
    private ModelFolder plain() throws IOException {
        Path home = Files.createDirectories(folder.resolve("plain"));
        return TinyModel.create(home, Family.BERT, "mean", true);
    }

    /** A tiny model with prompts that do something: their weights are drawn anew, none 0. */
    private ModelFolder stirred(int rank) throws IOException {
        ModelFolder plain = plain();
        Path fresh = folder.resolve("fresh");
        ModelFolderWriter.writeWithLanguagePrompts(fresh, plain, 3, rank, 2, OWN, 11);
        ModelFolder model = ModelFolder.open(fresh);
        SplittableRandom random = new SplittableRandom(8);
        Path target = folder.resolve("stirred");
        try (PointerScope _ = new PointerScope();
                Weights weights = Weights.mapped(model)) {
            Map<String, Tensor> changed = new HashMap<>(weights.tensors());
            weights.tensors().forEach((name, tensor) -> {
                if (name.startsWith(PREFIX)) {
                    float[] values = new float[Math.toIntExact(tensor.numel())];
                    for (int i = 0; i < values.length; i++) {
                        values[i] = (float) random.nextDouble(-0.7, 0.7);
                    }
                    changed.put(
                            name,
                            Tensors.ofFloats(
                                    values, Device.CPU, tensor.sizes().vec().get()));
                }
            });
            ModelFolderWriter.write(target, model, changed, model.contract());
        }
        return ModelFolder.open(target);
    }

    private static float[][] encode(ModelFolder model, int... languages) {
        try (TransformerEncoder encoder = TransformerEncoder.forInference(model, Precision.FP32, Device.CPU)) {
            return encode(encoder, languages);
        }
    }

    private static float[][] encode(TransformerEncoder encoder, int... languages) {
        try (PointerScope _ = new PointerScope()) {
            return Tensors.toRows(Scoped.withoutGradients(
                    () -> encoder.encode(BATCH, TransformerEncoder.NO_PROMPTS, languages, Dropout.NONE)));
        }
    }

    private static int[] all(int language) {
        return new int[] {language, language, language, language};
    }

    private static void assertSame(float[][] found, float[][] expected) {
        for (int text = 0; text < expected.length; text++) {
            assertThat(found[text]).containsExactly(expected[text], within(1e-6f));
        }
    }

    @Test
    void untrainedTheyChangeNothing() throws IOException {
        ModelFolder plain = plain();
        Path fresh = folder.resolve("fresh");
        ModelFolderWriter.writeWithLanguagePrompts(fresh, plain, 3, 2, 2, OWN, 11);
        assertSame(encode(ModelFolder.open(fresh), 0, 1, LanguagePrompts.SHARED, LanguagePrompts.NONE), encode(plain));
    }

    @Test
    void languagesDifferUnknownOnesShareAndQueriesStay() throws IOException {
        ModelFolder model = stirred(2);
        float[][] german = encode(model, all(0));
        float[][] swahili = encode(model, all(1));
        float[][] shared = encode(model, all(LanguagePrompts.SHARED));
        assertThat(german[0]).isNotEqualTo(swahili[0]).isNotEqualTo(shared[0]);
        assertSame(encode(model, all(LanguagePrompts.NONE)), encode(ModelFolder.open(plain().path())));
        // A text's vector depends on its own language alone, whatever its neighbours are in.
        float[][] mixed = encode(model, 0, 1, LanguagePrompts.SHARED, LanguagePrompts.NONE);
        assertSame(new float[][] {mixed[0], mixed[1], mixed[2]}, new float[][] {german[0], swahili[1], shared[2]});
        LanguagePrompts prompts = model.languagePrompts().orElseThrow();
        assertThat(prompts.row(SWAHILI)).isEqualTo(1);
        assertThat(prompts.row(TELUGU)).isEqualTo(LanguagePrompts.SHARED);
    }

    @Test
    void ofRankZeroOnlyTheSharedPartIsLeft() throws IOException {
        ModelFolder model = stirred(0);
        LanguagePrompts prompts = model.languagePrompts().orElseThrow();
        assertThat(prompts.row(GERMAN)).isEqualTo(prompts.row(TELUGU)).isEqualTo(LanguagePrompts.SHARED);
        assertThat(encode(model, all(LanguagePrompts.SHARED))[0])
                .isNotEqualTo(encode(model, all(LanguagePrompts.NONE))[0]);
    }

    @Test
    void theFolderIsAnOrdinaryOneWithoutThem() throws IOException {
        ModelFolder model = stirred(2);
        String hash = model.networkHash();
        Path prompts = model.path().resolve("language_prompts");
        assertThat(Files.readString(model.path().resolve("modules.json"))).doesNotContain("prompt");
        assertThatThrownBy(() -> OnnxExport.requireSupported(model))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("language prompts");
        try (var files = Files.list(prompts)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(prompts);
        ModelFolder ordinary = ModelFolder.open(model.path());
        assertThat(ordinary.languagePrompts()).isEmpty();
        assertThat(ordinary.networkHash()).isNotEqualTo(hash);
        assertSame(encode(ordinary), encode(ModelFolder.open(plain().path())));
    }

    @Test
    void everyParameterHasItsGradient() throws IOException {
        ModelFolder model = stirred(2);
        int[] languages = {0, 1, LanguagePrompts.SHARED, LanguagePrompts.NONE};
        try (TransformerEncoder encoder = TransformerEncoder.forTraining(model, Precision.FP32, Device.CPU)) {
            float[] directions = directions(encoder.dimension());
            try (PointerScope _ = new PointerScope()) {
                encoder.encode(BATCH, TransformerEncoder.NO_PROMPTS, languages, Dropout.NONE)
                        .backward(
                                Tensors.ofFloats(directions, Device.CPU, BATCH.texts(), encoder.dimension()),
                                new BoolOptional(false),
                                false,
                                new TensorArrayRefOptional());
            }
            int checked = 0;
            for (String name : encoder.parameters().keySet()) {
                if (name.startsWith(PREFIX)) {
                    assertGradient(encoder, name, languages, directions);
                    checked++;
                }
            }
            assertThat(checked).isEqualTo(13);
        }
    }

    private static float[] directions(int dimension) {
        float[] directions = new float[BATCH.texts() * dimension];
        for (int i = 0; i < directions.length; i++) {
            directions[i] = (float) Math.sin(i * 1.7 + 1);
        }
        return directions;
    }

    /** Central differences along a random direction of one parameter. */
    private static void assertGradient(TransformerEncoder encoder, String name, int[] languages, float[] directions) {
        Tensor parameter = requireNonNull(encoder.parameters().get(name));
        SplittableRandom random = new SplittableRandom(name.hashCode());
        try (PointerScope _ = new PointerScope()) {
            float[] gradient = Tensors.toFloats(new Tensor(parameter.grad()));
            float[] step = new float[gradient.length];
            double expected = 0;
            for (int i = 0; i < step.length; i++) {
                step[i] = random.nextBoolean() ? 2e-3f : -2e-3f;
                expected += (double) gradient[i] * step[i];
            }
            Tensor moved =
                    Tensors.ofFloats(step, Device.CPU, parameter.sizes().vec().get());
            double after = along(encoder, parameter, moved, 1, languages, directions);
            double before = along(encoder, parameter, moved, -1, languages, directions);
            assertThat((after - before) / 2).as(name).isCloseTo(expected, within(2e-5 + 0.02 * Math.abs(expected)));
        }
    }

    private static double along(
            TransformerEncoder encoder, Tensor parameter, Tensor step, int sign, int[] languages, float[] directions) {
        Tensor storage = parameter.detach();
        storage.add_(sign > 0 ? step : step.neg());
        float[][] rows = encode(encoder, languages);
        storage.sub_(sign > 0 ? step : step.neg());
        double sum = 0;
        for (int text = 0; text < rows.length; text++) {
            for (int d = 0; d < rows[text].length; d++) {
                sum += (double) rows[text][d] * directions[text * rows[text].length + d];
            }
        }
        return sum;
    }

    @Test
    void aFolderThatDoesNotFitIsRefused() throws IOException {
        ModelFolder model = stirred(2);
        Path config = model.path().resolve("language_prompts/config.json");
        Files.writeString(config, Files.readString(config).replace("\"rank\"", "\"ranks\""));
        assertThatThrownBy(() -> ModelFolder.open(model.path()))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("rank");
        assertThatThrownBy(() -> new LanguagePrompts(16, 2, 1, 3, OWN)).hasMessageContaining("divisor of 16");
    }
}
