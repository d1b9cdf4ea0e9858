package dev.isogloss.rerank;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isogloss.checkpoint.CrossEncoderFolder;
import dev.isogloss.checkpoint.CrossEncoderFolderWriter;
import dev.isogloss.checkpoint.Family;
import dev.isogloss.checkpoint.ModelFolder;
import dev.isogloss.checkpoint.ModelFolderWriter;
import dev.isogloss.checkpoint.Weights;
import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Passage;
import dev.isogloss.data.Query;
import dev.isogloss.encoder.PairTokenizer;
import dev.isogloss.encoder.TinyModel;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Checksums;
import dev.isogloss.io.JsonFile;
import dev.isogloss.search.Pair;
import dev.isogloss.tensor.Device;
import dev.isogloss.tensor.Precision;
import dev.isogloss.tokenize.TokenBatch;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class CrossEncoderTest {
    private static final CrossEncoderSettings SETTINGS =
            new CrossEncoderSettings(Precision.FP32, Device.CPU, OptionalInt.empty(), 2, 64);

    @TempDir
    Path folder;

    /** Token types, pair templates, truncation, both heads and both numbers of labels against transformers. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "bert-1",
                "bert-2",
                "xlm-r-1",
                "xlm-r-2",
                "distilbert-1",
                "mpnet-2",
                "modernbert-1",
                "modernbert-2"
            })
    void agreesWithTransformers(String model) throws IOException {
        JsonNode expected = JsonFile.read(fixture("expected.json"));
        JsonNode logits = expected.path("logits").path(model);
        try (CrossEncoder scorer = CrossEncoder.open(fixture(model), SETTINGS)) {
            for (int i = 0; i < logits.size(); i++) {
                JsonNode pair = expected.path("pairs").path(i);
                float found = scorer.score(
                                pair.path(0).stringValue(), List.of(pair.path(1).stringValue()))[0];
                JsonNode labels = logits.path(i);
                double score = labels.size() == 1
                        ? labels.path(0).doubleValue()
                        : labels.path(1).doubleValue() - labels.path(0).doubleValue();
                assertThat((double) found).as("pair " + i).isCloseTo(score, within(1e-5));
            }
        }
        assertThat(logits.size()).isEqualTo(28);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bert-1", "xlm-r-1"})
    void aScoreDoesNotDependOnOtherQueries(String model) throws IOException {
        List<Pair> pairs = pairs();
        try (CrossEncoder scorer = CrossEncoder.open(fixture(model), SETTINGS)) {
            float[] together = scorer.score(pairs);
            assertThat(scorer.score(pairs)).containsExactly(together);
            int at = 0;
            for (int query = 0; query < 7; query++) {
                int number = query;
                List<Pair> own = pairs.stream()
                        .filter(pair -> pair.query().key().id().equals("q" + number))
                        .toList();
                assertThat(scorer.score(own)).containsExactly(Arrays.copyOfRange(together, at, at + own.size()));
                at += own.size();
            }
            List<Pair> reversed = new ArrayList<>(pairs);
            Collections.reverse(reversed);
            float[] backwards = scorer.score(reversed);
            for (int i = 0; i < together.length; i++) {
                assertThat(backwards[together.length - 1 - i]).isCloseTo(together[i], within(1e-5f));
            }
        }
        try (CrossEncoder scorer = CrossEncoder.open(
                fixture(model), new CrossEncoderSettings(Precision.FP32, Device.CPU, OptionalInt.empty(), 1, 1))) {
            float[] alone = scorer.score(pairs);
            try (CrossEncoder other = CrossEncoder.open(fixture(model), SETTINGS)) {
                float[] together = other.score(pairs);
                for (int i = 0; i < alone.length; i++) {
                    assertThat(together[i]).isCloseTo(alone[i], within(1e-5f));
                }
            }
        }
    }

    @Test
    void onlyThePassageIsCut() throws IOException {
        CrossEncoderFolder model = CrossEncoderFolder.open(fixture("bert-1")).withMaxTokens(12);
        try (PairTokenizer tokenizer = PairTokenizer.open(model)) {
            TokenBatch cut = tokenizer.tokenize(
                    List.of("w1 w2 w3 w4", "w1 w2 w3 w4 w5 w6 w7 w8 w9 w10", "w1"),
                    List.of("w5 w6 w7 w8 w9 w10 w11", "w11 w12 w13", "w2"));
            assertThat(cut.lengths()).containsExactly(12, 12, 5);
            assertThat(cut.untruncated()).containsExactly(14, 16, 5);
            assertThat(cut.ids())
                    .containsExactly(
                            2, 5, 6, 7, 8, 3, 9, 10, 11, 12, 13, 3, // the query whole, the passage cut
                            2, 5, 6, 7, 8, 9, 10, 11, 12, 3, 15, 3, // no room: one piece of the passage
                            2, 5, 3, 6, 3);
            assertThat(cut.types())
                    .containsExactly(
                            0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 1, 1);
        }
    }

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        for (String name : List.of("bert-2", "xlm-r-1", "distilbert-1", "mpnet-2", "modernbert-1")) {
            CrossEncoderFolder model = CrossEncoderFolder.open(fixture(name)).withMaxTokens(20);
            Path written = folder.resolve(name);
            Path again = folder.resolve(name + "-again");
            try (Weights weights = Weights.mapped(model)) {
                CrossEncoderFolderWriter.write(written, model, weights.tensors());
                CrossEncoderFolderWriter.write(again, model, weights.tensors());
            }
            assertThat(Checksums.sha256OfFolder(again)).isEqualTo(Checksums.sha256OfFolder(written));
            Path tokenizer = written.resolve("tokenizer_config.json");
            String settings = Files.exists(tokenizer) ? Files.readString(tokenizer) : "";
            assertThat(settings.contains("token_type_ids")).as(name).isEqualTo(name.startsWith("bert"));
            CrossEncoderFolder read = CrossEncoderFolder.open(written);
            assertThat(read.contract()).isEqualTo(model.contract());
            assertThat(read.head()).isEqualTo(model.head());
            try (CrossEncoder before = CrossEncoder.open(model, SETTINGS);
                    CrossEncoder after = CrossEncoder.open(read, SETTINGS)) {
                assertThat(after.score(pairs())).containsExactly(before.score(pairs()));
            }
        }
    }

    /** What transformers' tokenizers do: those of the RoBERTa families give no segments, unless their folder asks for them. */
    @Test
    void segmentsOfFoldersThatOthersWrote() throws IOException {
        Path other = Files.createDirectories(folder.resolve("other"));
        try (Stream<Path> files = Files.list(fixture("bert-2"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, other.resolve(file.getFileName()));
            }
        }
        Path settings = other.resolve("tokenizer_config.json");
        Files.writeString(settings, "{\"tokenizer_class\": \"XLMRobertaTokenizer\"}");
        assertThat(CrossEncoderFolder.open(other).hasSegments()).isFalse();
        Files.writeString(settings, "{\"tokenizer_class\": \"BertTokenizer\"}");
        assertThat(CrossEncoderFolder.open(other).hasSegments()).isTrue();
        Files.writeString(
                settings,
                "{\"tokenizer_class\": \"XLMRobertaTokenizer\", \"model_input_names\": [\"input_ids\", \"token_type_ids\"]}");
        assertThat(CrossEncoderFolder.open(other).hasSegments()).isTrue();
        Files.writeString(settings, "{\"tokenizer_class\": \"BertTokenizer\", \"model_input_names\": [\"input_ids\"]}");
        assertThat(CrossEncoderFolder.open(other).hasSegments()).isFalse();
        Files.delete(settings);
        assertThat(CrossEncoderFolder.open(other).hasSegments()).isTrue();
    }

    @Test
    void anEncoderWithoutHeadIsRefusedUnlessItIsToBeTrained() throws IOException {
        ModelFolder backbone = TinyModel.create(folder, Family.XLM_ROBERTA, "mean", true);
        assertThatThrownBy(() -> CrossEncoder.open(backbone.path(), SETTINGS))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("XLMRobertaModel is no cross-encoder")
                .hasMessageContaining("--task rerank");
        CrossEncoderFolder fresh = CrossEncoderFolder.fresh(backbone, 3);
        try (Weights once = Weights.copied(fresh);
                Weights again = Weights.copied(fresh);
                Weights other = Weights.copied(CrossEncoderFolder.fresh(backbone, 4))) {
            float[] head = head(once);
            assertThat(head(again)).containsExactly(head);
            assertThat(head(other)).isNotEqualTo(head);
        }
    }

    @Test
    void refusesLengthsThatTheNetworkLacksAndConfigurationsWithManyLabels() throws IOException {
        assertThatThrownBy(() -> CrossEncoder.open(fixture("bert-1"), SETTINGS.withMaxTokens(41)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("41")
                .hasMessageContaining("positions for 40");
        Path many = folder.resolve("many");
        Files.createDirectories(many);
        for (String name : List.of("config.json", "model.safetensors", "tokenizer.json")) {
            Files.copy(fixture("bert-1").resolve(name), many.resolve(name));
        }
        Files.writeString(
                many.resolve("config.json"),
                Files.readString(many.resolve("config.json"))
                        .replace("\"0\": \"LABEL_0\"", "\"0\": \"a\", \"1\": \"b\", \"2\": \"c\""));
        assertThatThrownBy(() -> CrossEncoder.open(many, SETTINGS))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("(got: 3)");
    }

    @Test
    void theFirstLayersAreAModelOfTheirOwn() throws IOException {
        ModelFolder whole = TinyModel.create(folder, Family.BERT, "mean", true);
        Path target = folder.resolve("cut");
        ModelFolderWriter.writeFirstLayers(target, whole, 1);
        ModelFolder cut = ModelFolder.open(target);
        assertThat(cut.architecture()).isEqualTo(whole.architecture().withLayers(1));
        assertThat(cut.contract()).isEqualTo(whole.contract());
        try (Weights all = Weights.mapped(whole);
                Weights first = Weights.mapped(cut)) {
            assertThat(first.tensors()).hasSizeLessThan(all.tensors().size());
            first.tensors()
                    .forEach((name, tensor) -> assertThat(dev.isogloss.tensor.Tensors.toFloats(tensor))
                            .containsExactly(dev.isogloss.tensor.Tensors.toFloats(
                                    requireNonNull(all.tensors().get(name)))));
        }
        assertThatThrownBy(() -> ModelFolderWriter.writeFirstLayers(target, whole, 3))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("1 .. 2");
    }

    private static float[] head(Weights weights) {
        return dev.isogloss.tensor.Tensors.toFloats(
                requireNonNull(weights.tensors().get("classifier.dense.weight")));
    }

    /** Seven queries with one to seven passages of many lengths. */
    private static List<Pair> pairs() {
        Language language = new Language("en");
        List<Pair> pairs = new ArrayList<>();
        for (int q = 0; q < 7; q++) {
            Query query = new Query(new Key(language, "q" + q), "w" + q + " w" + (q * 5 + 2));
            for (int p = 0; p <= q; p++) {
                StringBuilder text = new StringBuilder("w" + p);
                for (int word = 0; word < (q * 7 + p * 5) % 23; word++) {
                    text.append(" w").append((q + 3 * p + word * word) % 60);
                }
                pairs.add(new Pair(
                        query,
                        new Passage(new Key(language, "p" + q + "-" + p), p % 2 == 0 ? "w9" : "", text.toString())));
            }
        }
        return pairs;
    }

    private static Path fixture(String name) {
        try {
            return Path.of(requireNonNull(CrossEncoderTest.class.getResource("/cross-encoder/" + name))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
