package dev.isogloss.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtException;
import dev.isogloss.checkpoint.Activation;
import dev.isogloss.checkpoint.BertArchitecture;
import dev.isogloss.checkpoint.Family;
import dev.isogloss.checkpoint.ModelFolder;
import dev.isogloss.checkpoint.ModelFolderWriter;
import dev.isogloss.embed.Role;
import dev.isogloss.encoder.Dropout;
import dev.isogloss.encoder.EmbedderSettings;
import dev.isogloss.encoder.FamilyFixture;
import dev.isogloss.encoder.HuggingFaceTextTokenizer;
import dev.isogloss.encoder.TinyModel;
import dev.isogloss.encoder.TransformerEmbedder;
import dev.isogloss.encoder.TransformerEncoder;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Checksums;
import dev.isogloss.tensor.Device;
import dev.isogloss.tensor.Precision;
import dev.isogloss.tensor.Scoped;
import dev.isogloss.tensor.Tensors;
import dev.isogloss.tokenize.TokenBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ONNX Runtime, which knows nothing of us, computes what our encoder computes. */
class OnnxExportTest {
    private static final double CLOSE = 1e-5;

    @TempDir
    Path folder;

    /** Texts of every length that the model takes, with token types where the family has them. */
    private static TokenBatch everyLength(Family family) {
        SplittableRandom random = new SplittableRandom(3);
        int[] lengths = new int[TinyModel.LONGEST];
        for (int text = 0; text < lengths.length; text++) {
            lengths[text] = text + 1;
        }
        int tokens = Arrays.stream(lengths).sum();
        int[] types = family == Family.BERT ? random.ints(tokens, 0, 2).toArray() : new int[0];
        return new TokenBatch(random.ints(tokens, 4, 31).toArray(), lengths, lengths, types);
    }

    private static float[][] ours(ModelFolder model, TokenBatch batch) {
        try (TransformerEncoder encoder = TransformerEncoder.forInference(model, Precision.FP32, Device.CPU);
                PointerScope _ = new PointerScope()) {
            return Tensors.toRows(
                    Scoped.withoutGradients(() -> encoder.encode(batch, TransformerEncoder.NO_PROMPTS, Dropout.NONE)));
        }
    }

    private static double largestDifference(float[][] left, float[][] right) {
        double largest = 0;
        for (int row = 0; row < left.length; row++) {
            assertThat(right[row]).hasSameSizeAs(left[row]);
            for (int i = 0; i < left[row].length; i++) {
                largest = Math.max(largest, Math.abs(left[row][i] - right[row][i]));
            }
        }
        return largest;
    }

    @ParameterizedTest
    @CsvSource({
        "BERT, mean",
        "BERT, cls",
        "BERT, lasttoken",
        "BERT, max",
        "BERT, mean_sqrt_len_tokens",
        "BERT, weightedmean",
        "BERT, cls+max+mean",
        "XLM_ROBERTA, mean",
        "ROBERTA, weightedmean",
        "DISTILBERT, mean",
        "MPNET, mean",
        "MODERNBERT, mean",
        "QWEN3, lasttoken",
        "QWEN3, mean"
    })
    void everyFamilyAndPoolingGivesOurVectorsAtEveryLengthAndOnEitherSideOfPadding(Family family, String pooling)
            throws IOException, OrtException {
        ModelFolder model = TinyModel.create(folder, family, pooling, true);
        TokenBatch batch = everyLength(family);
        float[][] expected = ours(model, batch);
        Path out = folder.resolve("onnx-model");
        OnnxExport.write(out, model, OnnxPrecision.FP32);
        try (RuntimeModel runtime = new RuntimeModel(out)) {
            assertThat(runtime.inputs().contains("token_type_ids")).isEqualTo(family == Family.BERT);
            for (long pad : new long[] {0, 1, 39}) {
                for (boolean left : new boolean[] {false, true}) {
                    assertThat(largestDifference(runtime.vectors(batch, pad, left), expected))
                            .as("pad id %d, padding on the left: %s", pad, left)
                            .isLessThan(CLOSE);
                }
            }
            for (int text : new int[] {0, 7, TinyModel.LONGEST - 1}) {
                TokenBatch alone = batch.select(new int[] {text});
                assertThat(largestDifference(runtime.vectors(alone, 0, false), new float[][] {expected[text]}))
                        .as("text %d alone", text)
                        .isLessThan(CLOSE);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Activation.class)
    void everyActivationIsTheSameFunction(Activation activation) throws IOException, OrtException {
        ModelFolder plain = TinyModel.create(folder, Family.BERT, "mean", true);
        BertArchitecture other = new BertArchitecture(
                Family.BERT, 40, 32, 1, 4, 64, TinyModel.LONGEST, 2, 1e-5, activation, 0.1, 0, 0.5, 0);
        Path made = folder.resolve("other");
        ModelFolderWriter.create(made, other, plain.tokenizerFile(), plain.contract(), 5);
        ModelFolder model = ModelFolder.open(made);
        Path out = folder.resolve("onnx-model");
        OnnxExport.write(out, model, OnnxPrecision.FP32);
        TokenBatch batch = everyLength(Family.BERT);
        try (RuntimeModel runtime = new RuntimeModel(out)) {
            assertThat(largestDifference(runtime.vectors(batch, 0, false), ours(model, batch)))
                    .isLessThan(CLOSE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bert-dense", "xlm-roberta", "mpnet", "modernbert", "qwen3"})
    void modelsThatOthersMadeLeaveAgain(String name) throws IOException, OrtException {
        FamilyFixture fixture = FamilyFixture.read(name);
        ModelFolder model = ModelFolder.open(fixture.folder());
        Path out = folder.resolve("onnx-model");
        OnnxExport.write(out, model, OnnxPrecision.FP32);
        try (RuntimeModel runtime = new RuntimeModel(out);
                HuggingFaceTextTokenizer tokenizer = HuggingFaceTextTokenizer.open(model)) {
            TokenBatch batch =
                    tokenizer.tokenize(fixture.texts(), model.architecture().maxTokens());
            assertThat(largestDifference(runtime.vectors(batch, 0, false), ours(model, batch)))
                    .isLessThan(CLOSE);
        }
    }

    @Test
    void inEightBitsATextsVectorDependsOnTheTextAlone() throws IOException, OrtException {
        ModelFolder model = TinyModel.create(folder, Family.BERT, "mean", true);
        Path out = folder.resolve("onnx-model");
        OnnxExport.write(out, model, OnnxPrecision.INT8);
        TokenBatch batch = everyLength(Family.BERT);
        try (RuntimeModel runtime = new RuntimeModel(out)) {
            float[][] together = runtime.vectors(batch, 0, false);
            for (int text : new int[] {0, 3, 20}) {
                float[][] alone = runtime.vectors(batch.select(new int[] {text}), 0, false);
                assertThat(largestDifference(alone, new float[][] {together[text]}))
                        .isLessThan(1e-3);
            }
        }
    }

    @Test
    void eightBitsAreCloseAndSmaller() throws IOException, OrtException {
        ModelFolder model = TinyModel.create(folder, Family.XLM_ROBERTA, "mean", true);
        TokenBatch batch = everyLength(Family.XLM_ROBERTA);
        float[][] expected = ours(model, batch);
        Path whole = folder.resolve("whole");
        Path small = folder.resolve("small");
        OnnxExport.write(whole, model, OnnxPrecision.FP32);
        OnnxExport.write(small, model, OnnxPrecision.INT8);
        try (RuntimeModel runtime = new RuntimeModel(small)) {
            float[][] found = runtime.vectors(batch, 1, false);
            for (int text = 0; text < found.length; text++) {
                double product = 0;
                for (int i = 0; i < found[text].length; i++) {
                    product += found[text][i] * expected[text][i];
                }
                assertThat(product).as("cosine of text " + text).isBetween(0.99, 1 + 1e-5);
            }
            assertThat(largestDifference(found, expected)).isGreaterThan(CLOSE);
        }
        assertThat(Files.size(small.resolve(OnnxExport.FILE)))
                .as("with matrices this small the graph itself is half of the file")
                .isLessThan(Files.size(whole.resolve(OnnxExport.FILE)) * 2 / 3);
    }

    @Test
    void weightsThatDoNotFitLieBesideTheGraphAndGiveTheSameVectors() throws IOException, OrtException {
        ModelFolder model = TinyModel.create(folder, Family.BERT, "mean", true);
        TokenBatch batch = everyLength(Family.BERT);
        Path inside = folder.resolve("inside");
        Path outside = folder.resolve("outside");
        OnnxExport.write(inside, model, OnnxPrecision.FP32);
        OnnxExport.write(outside, model, OnnxPrecision.FP32, 20_000);
        assertThat(inside.resolve("onnx/model.onnx_data")).doesNotExist();
        assertThat(Files.size(outside.resolve(OnnxExport.FILE)))
                .isLessThan(Files.size(outside.resolve("onnx/model.onnx_data")));
        try (RuntimeModel first = new RuntimeModel(inside);
                RuntimeModel second = new RuntimeModel(outside)) {
            assertThat(second.vectors(batch, 0, false)).isDeepEqualTo(first.vectors(batch, 0, false));
        }
    }

    @Test
    void theSameModelGivesTheSameBytesAndSaysWhatItNeeds() throws IOException, OrtException {
        ModelFolder model = TinyModel.create(folder, Family.BERT, "mean", true);
        OnnxExport.write(folder.resolve("one"), model, OnnxPrecision.INT8);
        OnnxExport.write(folder.resolve("two"), model, OnnxPrecision.INT8);
        assertThat(Checksums.sha256OfFolder(folder.resolve("two")))
                .isEqualTo(Checksums.sha256OfFolder(folder.resolve("one")));
        assertThat(folder.resolve("one/modules.json")).isRegularFile();
        assertThat(folder.resolve("one/tokenizer.json")).isRegularFile();
        assertThat(folder.resolve("one/model.safetensors")).doesNotExist();
        try (RuntimeModel runtime = new RuntimeModel(folder.resolve("one"))) {
            assertThat(runtime.facts())
                    .containsEntry("query_prompt", "q: ")
                    .containsEntry("document_prompt", "p: ")
                    .containsEntry("precision", "int8");
        }
    }

    @Test
    void withoutPromptsThereIsNothingToLeaveOutOfThePooling() throws IOException, OrtException {
        ModelFolder model = TinyModel.create(folder, Family.BERT, "mean", false);
        Path settings = model.path().resolve("config_sentence_transformers.json");
        Files.writeString(
                settings, Files.readString(settings).replace("\"q: \"", "\"\"").replace("\"p: \"", "\"\""));
        Files.delete(model.path().resolve("isogloss_text_contract.json"));
        ModelFolder plain = ModelFolder.open(model.path());
        assertThat(plain.pooling().includePrompt()).isFalse();
        OnnxExport.write(folder.resolve("out"), plain, OnnxPrecision.FP32);
        try (RuntimeModel runtime = new RuntimeModel(folder.resolve("out"));
                TransformerEmbedder embedder =
                        TransformerEmbedder.open(plain, EmbedderSettings.of(Precision.FP32, Device.CPU));
                HuggingFaceTextTokenizer tokenizer = HuggingFaceTextTokenizer.open(plain)) {
            List<String> texts = List.of("some letters", "a", "more of them");
            float[][] ours = embedder.embed(texts, Role.PASSAGE).vectors();
            float[][] theirs = runtime.vectors(tokenizer.tokenize(texts, TinyModel.LONGEST), 0, false);
            assertThat(largestDifference(ours, theirs)).isLessThan(CLOSE);
        }
    }

    @Test
    void whatAGraphCannotDoIsRefusedBeforeAnythingIsWritten() throws IOException {
        ModelFolder model = TinyModel.create(folder, Family.BERT, "mean", false);
        Path out = folder.resolve("out");
        assertThatThrownBy(() -> OnnxExport.write(out, model, OnnxPrecision.FP32))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("include_prompt");
        assertThat(out).doesNotExist();
        assertThatThrownBy(() -> OnnxPrecision.parse("int4")).hasMessageContaining("fp32 or int8 (got: int4)");
    }
}
