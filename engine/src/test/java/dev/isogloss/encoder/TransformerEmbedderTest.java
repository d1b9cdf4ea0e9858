package dev.isogloss.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.checkpoint.Family;
import dev.isogloss.checkpoint.ModelFolder;
import dev.isogloss.embed.Embedder;
import dev.isogloss.embed.Role;
import dev.isogloss.io.BadInputException;
import dev.isogloss.tensor.Device;
import dev.isogloss.tensor.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransformerEmbedderTest {
    @TempDir
    Path folder;

    private static EmbedderSettings settings(int workers, int batchTokens) {
        return new EmbedderSettings(
                Precision.FP32, Device.CPU, OptionalInt.empty(), OptionalInt.empty(), workers, batchTokens);
    }

    @Test
    void theNumberOfWorkersChangesNoBit() throws IOException {
        ModelFolder model = TinyModel.create(folder, Family.BERT, "mean", true);
        List<String> texts = texts(60);
        try (TransformerEmbedder one = TransformerEmbedder.open(model, settings(1, 100));
                TransformerEmbedder three = TransformerEmbedder.open(model, settings(3, 100))) {
            assertThat(three.embed(texts, Role.QUERY).vectors())
                    .isDeepEqualTo(one.embed(texts, Role.QUERY).vectors());
        }
    }

    @Test
    void aTextsVectorDependsOnTheTextAndTheRoleAlone() throws IOException {
        ModelFolder model = TinyModel.create(folder, Family.BERT, "mean", false);
        List<String> texts = texts(40);
        try (TransformerEmbedder embedder = TransformerEmbedder.open(model, settings(2, 64))) {
            Embedder.Embedded together = embedder.embed(texts, Role.PASSAGE);
            for (int i = 0; i < texts.size(); i++) {
                float[] alone =
                        embedder.embed(List.of(texts.get(i)), Role.PASSAGE).vectors()[0];
                assertThat(Cosine.of(alone, together.vectors()[i])).isGreaterThan(1 - 1e-6);
            }
            float[] query = embedder.embed(List.of(texts.get(1)), Role.QUERY).vectors()[0];
            assertThat(Cosine.of(query, together.vectors()[1])).isLessThan(1 - 1e-6);
        }
    }

    @Test
    void emptyTextsEncodeAndCutTextsAreReported() throws IOException {
        ModelFolder model = TinyModel.create(folder, Family.BERT, "mean", true);
        try (TransformerEmbedder embedder =
                TransformerEmbedder.open(model, settings(1, 64).withLengths(8, 12))) {
            Embedder.Embedded embedded = embedder.embed(List.of("", "abcdefgh", "abcdefghijklmnop"), Role.PASSAGE);
            assertThat(embedded.truncated()).containsExactly(2);
            assertThat(embedded.tokens()).isEqualTo(4 + 12 + 12);
            assertThat(Cosine.of(embedded.vectors()[0], embedded.vectors()[0])).isGreaterThan(0.999);
            assertThat(embedder.embed(List.of(), Role.QUERY).vectors()).isEmpty();
        }
    }

    @Test
    void cuttingKeepsTheClosingToken() throws IOException {
        ModelFolder model = TinyModel.create(folder, Family.BERT, "mean", true);
        try (HuggingFaceTextTokenizer tokenizer = HuggingFaceTextTokenizer.open(model)) {
            assertThat(tokenizer.tokenize(List.of("abcdef", ""), 5).ids()).containsExactly(2, 4, 5, 6, 3, 2, 3);
            assertThat(tokenizer.tokenize(List.of("abcdef"), 5).untruncated()).containsExactly(8);
            assertThat(tokenizer.vocabularySize()).isEqualTo(31);
        }
    }

    @Test
    void refusesLengthsBeyondThePositionsAndATokenizerBeyondTheRows() throws IOException {
        ModelFolder model = TinyModel.create(folder, Family.BERT, "mean", true);
        assertThatThrownBy(() -> TransformerEmbedder.open(model, settings(1, 64).withLengths(8, 41)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("41");
        Path tokenizer = model.tokenizerFile();
        Files.writeString(tokenizer, Files.readString(tokenizer).replace("\":\": 30", "\":\": 30, \"zz\": 40"));
        Files.delete(model.path().resolve("isogloss_text_contract.json"));
        assertThatThrownBy(() -> TransformerEmbedder.open(model.path(), settings(1, 64)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("40 rows");
    }

    private static List<String> texts(int count) {
        SplittableRandom random = new SplittableRandom(5);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(45); length > 0; length--) {
                text.append((char) ('a' + random.nextInt(26)));
            }
            texts.add(text.toString());
        }
        return texts;
    }
}
