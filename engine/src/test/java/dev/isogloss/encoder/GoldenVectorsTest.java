package dev.isogloss.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isogloss.embed.Embedder;
import dev.isogloss.embed.Role;
import dev.isogloss.tensor.Device;
import dev.isogloss.tensor.Precision;
import dev.isogloss.tokenize.TokenBatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Token ids and vectors against those of sentence-transformers on the same weights. */
class GoldenVectorsTest {
    @Test
    void givesTheSameTokensAndVectorsIn32Bits() throws IOException, InterruptedException {
        compare(Precision.FP32, RealModel.golden(), 0.99999);
    }

    @Test
    void staysCloseIn16Bits() throws IOException, InterruptedException {
        List<JsonNode> brief = RealModel.golden().stream()
                .filter(line -> line.get("ids").size() <= 24)
                .limit(16)
                .toList();
        compare(Precision.BF16, brief, 0.999);
    }

    private static void compare(Precision precision, List<JsonNode> golden, double least)
            throws IOException, InterruptedException {
        Path model = RealModel.require();
        assertThat(golden).hasSizeGreaterThanOrEqualTo(16);
        try (TransformerEmbedder embedder =
                        TransformerEmbedder.open(model, EmbedderSettings.of(precision, Device.CPU));
                HuggingFaceTextTokenizer tokenizer =
                        HuggingFaceTextTokenizer.open(model.resolve("tokenizer.json"), false)) {
            for (Role role : Role.values()) {
                List<JsonNode> lines = golden.stream()
                        .filter(line ->
                                line.get("role").stringValue().equals(role == Role.QUERY ? "query" : "document"))
                        .toList();
                List<String> texts = lines.stream()
                        .map(line -> line.get("text").stringValue())
                        .toList();
                requireTokens(tokenizer, embedder.contract().prompt(role), texts, lines);
                Embedder.Embedded embedded = embedder.embed(texts, role);
                for (int i = 0; i < texts.size(); i++) {
                    float[] expected = floats(lines.get(i).get("vector"));
                    assertThat(Cosine.of(embedded.vectors()[i], expected))
                            .as(texts.get(i))
                            .isGreaterThanOrEqualTo(least);
                }
                List<Integer> cut = IntStream.range(0, lines.size())
                        .filter(i -> lines.get(i).get("untruncated").intValue() > 512)
                        .boxed()
                        .toList();
                assertThat(embedded.truncated()).isEqualTo(cut);
            }
        }
    }

    private static void requireTokens(
            HuggingFaceTextTokenizer tokenizer, String prompt, List<String> texts, List<JsonNode> lines) {
        TokenBatch batch =
                tokenizer.tokenize(texts.stream().map(text -> prompt + text).toList(), 512);
        int at = 0;
        for (int i = 0; i < texts.size(); i++) {
            int[] ids = Arrays.copyOfRange(batch.ids(), at, at + batch.lengths()[i]);
            at += batch.lengths()[i];
            assertThat(ids)
                    .as(texts.get(i))
                    .containsExactly(lines.get(i)
                            .get("ids")
                            .valueStream()
                            .mapToInt(JsonNode::intValue)
                            .toArray());
            assertThat(batch.untruncated()[i])
                    .isEqualTo(lines.get(i).get("untruncated").intValue());
        }
    }

    private static float[] floats(JsonNode array) {
        float[] values = new float[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).floatValue();
        }
        return values;
    }
}
