package dev.isogloss.rerank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isogloss.data.Key;
import dev.isogloss.data.Passage;
import dev.isogloss.data.Query;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.JsonFile;
import dev.isogloss.search.LikelihoodPrompt;
import dev.isogloss.search.LikelihoodSum;
import dev.isogloss.search.Pair;
import dev.isogloss.tensor.Device;
import dev.isogloss.tensor.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Likelihoods of queries against those that transformers gives (interop/make_fixtures.py). */
class LanguageModelScorerTest {
    private static Path folder(String model) {
        return Path.of("src/test/resources/language-models", model).toAbsolutePath();
    }

    private static LanguageModelScorer open(String model, JsonNode expected, LikelihoodSum sum, int batchTokens) {
        OptionalInt longest = OptionalInt.of(expected.get("longest").intValue());
        return LanguageModelScorer.open(
                folder(model).toString(),
                new CrossEncoderSettings(Precision.FP32, Device.CPU, longest, 2, batchTokens),
                new LikelihoodPrompt(expected.get("template").stringValue()),
                sum);
    }

    private static List<Pair> pairs(JsonNode expected) {
        List<Pair> pairs = new ArrayList<>();
        for (JsonNode row : expected.get("cases")) {
            pairs.add(pair(row.get("query").stringValue(), row.get("passage").stringValue()));
        }
        return pairs;
    }

    private static Pair pair(String query, String passage) {
        return new Pair(new Query(Key.parse("en:q"), query), new Passage(Key.parse("en:p"), "", passage));
    }

    @ParameterizedTest
    @ValueSource(strings = {"qwen3-tied", "qwen3-own", "bert", "xlm-roberta"})
    void agreesWithTransformers(String model) throws IOException {
        JsonNode expected = JsonFile.read(folder(model).resolve("expected.json"));
        List<Pair> pairs = pairs(expected);
        try (LanguageModelScorer sums = open(model, expected, LikelihoodSum.SUM, 64);
                LanguageModelScorer means = open(model, expected, LikelihoodSum.MEAN, 4096)) {
            float[] ofSums = sums.score(pairs);
            float[] ofMeans = means.score(pairs);
            for (int i = 0; i < ofSums.length; i++) {
                JsonNode row = expected.get("cases").get(i);
                double logarithm = row.get("logarithm").doubleValue();
                int tokens = row.get("tokens").intValue();
                // the fixture's sums go to some -200, where a 32-bit float has steps of 1.5e-5
                assertThat(ofMeans[i]).as(row.toString()).isCloseTo((float) (logarithm / tokens), within(1e-4f));
                assertThat(ofSums[i]).as(row.toString()).isCloseTo((float) logarithm, within(1e-4f * tokens));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"qwen3-tied", "xlm-roberta"})
    void aScoreDoesNotDependOnOtherQueries(String model) throws IOException {
        JsonNode expected = JsonFile.read(folder(model).resolve("expected.json"));
        List<Pair> pairs = pairs(expected);
        List<Pair> reversed = new ArrayList<>(pairs);
        Collections.reverse(reversed);
        try (LanguageModelScorer scorer = open(model, expected, LikelihoodSum.MEAN, 300)) {
            float[] scores = scorer.score(pairs);
            float[] ofReversed = scorer.score(reversed);
            for (int i = 0; i < scores.length; i++) {
                assertThat(ofReversed[scores.length - 1 - i]).isEqualTo(scores[i]);
            }
            assertThat(scorer.score(List.of(pairs.get(3)))[0]).isEqualTo(scores[3]);
            assertThat(scores[9])
                    .as("another passage than that of the same query")
                    .isNotEqualTo(scores[1]);
        }
    }

    @Test
    void aLongQueryLeavesAPieceOfThePassage() throws IOException {
        JsonNode expected = JsonFile.read(folder("bert").resolve("expected.json"));
        String query = "what ".repeat(200).strip();
        try (LanguageModelScorer scorer = open("bert", expected, LikelihoodSum.SUM, 4096)) {
            float[] scores = scorer.score(List.of(pair(query, "a b c"), pair(query + " what", "a d e")));
            assertThat(Float.isFinite(scores[0])).isTrue();
            assertThat(scores[1]).as("the rest of both is cut").isEqualTo(scores[0]);
            assertThatThrownBy(() -> scorer.score(List.of(pair("", "a b c"))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("needs a query");
        }
    }

    @Test
    void whatIsNoLanguageModelIsRefused() {
        Path encoder = Path.of("src/test/resources/families/bert").toAbsolutePath();
        CrossEncoderSettings settings = CrossEncoderSettings.of(Precision.FP32, Device.CPU);
        assertThatThrownBy(() -> LanguageModelScorer.open(
                        encoder.toString(), settings, LikelihoodPrompt.DEFAULT, LikelihoodSum.MEAN))
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll("BertModel", "no language model", "Qwen3ForCausalLM", "XLMRobertaForMaskedLM");
        assertThatThrownBy(() -> LanguageModelScorer.open(
                        folder("bert").toString(),
                        settings.withMaxTokens(999),
                        LikelihoodPrompt.DEFAULT,
                        LikelihoodSum.MEAN))
                .hasMessageContainingAll("999", "128");
    }
}
