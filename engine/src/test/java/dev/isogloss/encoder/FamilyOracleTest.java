package dev.isogloss.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.isogloss.checkpoint.ModelFolder;
import dev.isogloss.checkpoint.ModelFolderWriter;
import dev.isogloss.checkpoint.Weights;
import dev.isogloss.embed.Role;
import dev.isogloss.tensor.Device;
import dev.isogloss.tensor.Precision;
import dev.isogloss.tensor.Tensors;
import dev.isogloss.tokenize.TokenBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every family against sentence-transformers: token ids, vectors of each pooling, prompts, texts that are cut. */
class FamilyOracleTest {
    @TempDir
    Path temporary;

    @ParameterizedTest
    @FieldSource("dev.isogloss.encoder.FamilyFixture#FAMILIES")
    @ValueSource(strings = "bert-dense")
    void givesTheSameTokens(String family) throws IOException {
        FamilyFixture fixture = FamilyFixture.read(family);
        ModelFolder model = ModelFolder.open(fixture.folder());
        assertThat(model.notes()).isEmpty();
        try (HuggingFaceTextTokenizer tokenizer = HuggingFaceTextTokenizer.open(model)) {
            for (Role role : Role.values()) {
                String prompt = model.contract().prompt(role);
                List<int[]> expected = fixture.ids(role);
                TokenBatch batch = tokenizer.tokenize(
                        fixture.texts().stream().map(text -> prompt + text).toList(),
                        model.contract().maxTokens(role));
                int at = 0;
                int cut = 0;
                for (int text = 0; text < expected.size(); text++) {
                    int length = batch.lengths()[text];
                    assertThat(Arrays.copyOfRange(batch.ids(), at, at + length))
                            .as(fixture.texts().get(text))
                            .containsExactly(expected.get(text));
                    at += length;
                    cut += batch.untruncated()[text] > length ? 1 : 0;
                }
                assertThat(cut).as("texts that are cut").isPositive();
            }
        }
    }

    @ParameterizedTest
    @FieldSource("dev.isogloss.encoder.FamilyFixture#FAMILIES")
    @ValueSource(strings = "bert-dense")
    void givesTheSameVectors(String family) throws IOException {
        FamilyFixture fixture = FamilyFixture.read(family);
        for (FamilyFixture.Case expected : fixture.cases()) {
            String name = expected.role() + "-" + expected.pooling() + "-" + expected.includePrompt();
            ModelFolder model = fixture.with(temporary.resolve(name), expected.pooling(), expected.includePrompt());
            float[][] together = embed(model, fixture.texts(), expected.role(), Precision.FP32, 100_000);
            assertClose(name, together, expected.vectors().toArray(float[][]::new), 1e-5f);
            float[][] alone = embed(model, fixture.texts(), expected.role(), Precision.FP32, 1);
            assertClose(name + " one by one", alone, together, 2e-6f);
        }
    }

    /** Weights are rounded, and the largest products; the numbers of these models are large and random. */
    @ParameterizedTest
    @FieldSource("dev.isogloss.encoder.FamilyFixture#FAMILIES")
    void staysNearIn16Bits(String family) throws IOException {
        FamilyFixture fixture = FamilyFixture.read(family);
        ModelFolder model = ModelFolder.open(fixture.folder());
        float[][] exact = embed(model, fixture.texts(), Role.QUERY, Precision.FP32, 1000);
        float[][] rounded = embed(model, fixture.texts(), Role.QUERY, Precision.BF16, 1000);
        for (int text = 0; text < exact.length; text++) {
            assertThat(Cosine.of(rounded[text], exact[text]))
                    .as(fixture.texts().get(text))
                    .isGreaterThan(0.998);
        }
    }

    /** What we write is read again as the same model, whatever number format and however many files it came in. */
    @ParameterizedTest
    @FieldSource("dev.isogloss.encoder.FamilyFixture#FAMILIES")
    @ValueSource(strings = "bert-dense")
    void writesWhatItRead(String family) throws IOException {
        FamilyFixture fixture = FamilyFixture.read(family);
        ModelFolder model = ModelFolder.open(fixture.folder());
        Path copy = temporary.resolve("copy");
        Map<String, float[]> values = new TreeMap<>();
        try (Weights weights = Weights.copied(model);
                PointerScope _ = new PointerScope()) {
            weights.tensors().forEach((name, tensor) -> values.put(name, Tensors.toFloats(tensor)));
            ModelFolderWriter.write(copy, model, weights.tensors(), model.contract());
        }
        ModelFolder read = ModelFolder.open(copy);
        assertThat(read.architecture()).isEqualTo(model.architecture());
        assertThat(read.pooling()).isEqualTo(model.pooling());
        assertThat(read.dense()).isEqualTo(model.dense());
        assertThat(read.contract()).isEqualTo(model.contract());
        Files.delete(copy.resolve("isogloss_text_contract.json"));
        assertThat(ModelFolder.open(copy).contract())
                .as("what other tools read")
                .isEqualTo(model.contract());
        try (Weights weights = Weights.mapped(read);
                PointerScope _ = new PointerScope()) {
            assertThat(weights.tensors().keySet()).isEqualTo(model.shapes().sequencedKeySet());
            weights.tensors()
                    .forEach((name, tensor) ->
                            assertThat(Tensors.toFloats(tensor)).as(name).isEqualTo(values.get(name)));
        }
        assertThat(embed(read, fixture.texts(), Role.QUERY, Precision.FP32, 1000))
                .isDeepEqualTo(embed(model, fixture.texts(), Role.QUERY, Precision.FP32, 1000));
    }

    /** The first layers of every family, and what is before and behind them, are a model. */
    @ParameterizedTest
    @FieldSource("dev.isogloss.encoder.FamilyFixture#FAMILIES")
    @ValueSource(strings = "bert-dense")
    void theFirstLayersAreAModel(String family) throws IOException {
        FamilyFixture fixture = FamilyFixture.read(family);
        ModelFolder model = ModelFolder.open(fixture.folder());
        Path cut = temporary.resolve("cut");
        ModelFolderWriter.writeFirstLayers(cut, model, 1);
        ModelFolder first = ModelFolder.open(cut);
        assertThat(first.architecture()).isEqualTo(model.architecture().withLayers(1));
        float[][] vectors = embed(first, fixture.texts(), Role.QUERY, Precision.FP32, 1000);
        float[][] whole = embed(model, fixture.texts(), Role.QUERY, Precision.FP32, 1000);
        assertThat(vectors[0]).hasSameSizeAs(whole[0]);
        if (model.architecture().layers() > 1) {
            assertThat(Cosine.of(vectors[0], whole[0])).isLessThan(0.9999);
        }
    }

    @Test
    void denseModulesAreRead() throws IOException {
        ModelFolder model = ModelFolder.open(FamilyFixture.read("bert-dense").folder());
        assertThat(model.dense()).hasSize(2);
        assertThat(model.dimension()).isEqualTo(8);
    }

    private static float[][] embed(
            ModelFolder model, List<String> texts, Role role, Precision precision, int batchTokens) {
        EmbedderSettings settings =
                new EmbedderSettings(precision, Device.CPU, OptionalInt.empty(), OptionalInt.empty(), 1, batchTokens);
        try (TransformerEmbedder embedder = TransformerEmbedder.open(model, settings)) {
            return embedder.embed(texts, role).vectors();
        }
    }

    private static void assertClose(String what, float[][] found, float[][] expected, float tolerance) {
        for (int text = 0; text < expected.length; text++) {
            assertThat(found[text]).hasSameSizeAs(expected[text]);
            for (int i = 0; i < expected[text].length; i++) {
                assertThat(found[text][i])
                        .as("%s, text %d, component %d", what, text, i)
                        .isCloseTo(expected[text][i], within(tolerance));
            }
        }
    }
}
