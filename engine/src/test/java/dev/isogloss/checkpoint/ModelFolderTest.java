package dev.isogloss.checkpoint;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.embed.TextContract;
import dev.isogloss.encoder.TinyModel;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Checksums;
import dev.isogloss.tensor.Device;
import dev.isogloss.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ModelFolderTest {
    @TempDir
    Path folder;

    @Test
    void sameSeedSameBytes() throws IOException {
        ModelFolder model = TinyModel.create(folder, Family.BERT, "mean", true);
        String bytes = Checksums.sha256OfFolder(model.path());
        assertThat(Checksums.sha256OfFolder(
                        TinyModel.create(folder, Family.BERT, "mean", true).path()))
                .isEqualTo(bytes);
        assertThat(folder).isDirectoryNotContaining("glob:**.{partial,replaced}");
    }

    @Test
    void writesWhatItRead() throws IOException {
        ModelFolder model = TinyModel.create(folder, Family.XLM_ROBERTA, "cls+mean", false);
        TextContract contract = model.contract().withLengths(8, 20);
        Path copy = folder.resolve("copy");
        try (Weights weights = Weights.mapped(model)) {
            ModelFolderWriter.write(copy, model, weights.tensors(), contract);
        }
        ModelFolder read = ModelFolder.open(copy);
        assertThat(read.architecture()).isEqualTo(model.architecture());
        assertThat(read.pooling()).isEqualTo(model.pooling());
        assertThat(read.contract()).isEqualTo(contract);
        assertThat(read.weightsHash()).isEqualTo(model.weightsHash());
        assertThat(read.dimension()).isEqualTo(64);
        assertThat(read.notes()).isEmpty();
    }

    /** Settings of {@code config.json} and beside it that decide token ids or vectors, with another value. */
    static Stream<Arguments> decisive() {
        return Stream.of(
                Arguments.of(Family.BERT, "config.json", "\"hidden_act\" : \"gelu\"", "\"hidden_act\" : \"relu\""),
                Arguments.of(Family.BERT, "config.json", "\"num_attention_heads\" : 4", "\"num_attention_heads\" : 2"),
                Arguments.of(Family.BERT, "config.json", "\"layer_norm_eps\" : 1.0E-12", "\"layer_norm_eps\" : 1.0E-2"),
                Arguments.of(Family.XLM_ROBERTA, "config.json", "\"pad_token_id\" : 1", "\"pad_token_id\" : 0"),
                Arguments.of(Family.QWEN3, "config.json", "\"rope_theta\" : 1000000.0", "\"rope_theta\" : 9.0"),
                Arguments.of(Family.MODERNBERT, "config.json", "\"local_attention\" : 6", "\"local_attention\" : 2"),
                Arguments.of(Family.MODERNBERT, "config.json", "\"full_attention\", ", "\"sliding_attention\", "),
                Arguments.of(
                        Family.BERT,
                        "sentence_bert_config.json",
                        "\"do_lower_case\" : false",
                        "\"do_lower_case\" : true"));
    }

    @ParameterizedTest
    @MethodSource("decisive")
    void whatDecidesAVectorIsInTheNetworksHash(Family family, String file, String value, String other)
            throws IOException {
        ModelFolder model = TinyModel.create(folder, family, "mean", true);
        String before = model.networkHash();
        Path settings = model.path().resolve(file);
        assertThat(Files.readString(settings)).contains(value);
        Files.writeString(settings, Files.readString(settings).replace(value, other));
        ModelFolder changed = ModelFolder.open(model.path());
        assertThat(changed.weightsHash()).isEqualTo(model.weightsHash());
        assertThat(changed.networkHash()).isNotEqualTo(before);
        Files.writeString(settings, Files.readString(settings).replace(other, value));
        assertThat(ModelFolder.open(model.path()).networkHash())
                .as("back again")
                .isEqualTo(before);
    }

    @Test
    void whatDecidesNothingIsNotInTheNetworksHash() throws IOException {
        ModelFolder model = TinyModel.create(folder, Family.BERT, "mean", true);
        Path config = model.path().resolve("config.json");
        Files.writeString(config, Files.readString(config).replaceFirst("\\{", "{\"transformers_version\": \"9\", "));
        assertThat(ModelFolder.open(model.path()).networkHash()).isEqualTo(model.networkHash());
    }

    @Test
    void readsBothDialectsOfPooling() throws IOException {
        Path file = folder.resolve("pooling.json");
        Files.writeString(
                file, "{\"embedding_dimension\": 8, \"pooling_mode\": \"lasttoken\", \"include_prompt\": false}");
        assertThat(PoolingSettings.read(file)).isEqualTo(new PoolingSettings(List.of(PoolingMode.LASTTOKEN), false));
        Files.writeString(file, "{\"pooling_mode_max_tokens\": true, \"pooling_mode_cls_token\": true}");
        assertThat(PoolingSettings.read(file))
                .isEqualTo(new PoolingSettings(List.of(PoolingMode.CLS, PoolingMode.MAX), true));
        Files.writeString(file, "{\"pooling_mode\": \"median\"}");
        assertThatThrownBy(() -> PoolingSettings.read(file)).hasMessageContaining("median");
    }

    @Test
    void aPlainFolderMeansMeanPoolingAndSaysSo() throws IOException {
        Path plain = plain(TinyModel.create(folder, Family.BERT, "cls", true));
        ModelFolder model = ModelFolder.open(plain);
        assertThat(model.pooling()).isEqualTo(PoolingSettings.MEAN);
        assertThat(model.contract().normalize()).isTrue();
        assertThat(model.contract().queryPrompt()).isEmpty();
        assertThat(model.contract().passageTokens()).isEqualTo(TinyModel.LONGEST);
        assertThat(model.notes()).singleElement().asString().contains("modules.json");
    }

    @Test
    void readsWeightsUnderTheFamilysPrefixAndFromShards() throws IOException {
        ModelFolder model = TinyModel.create(folder, Family.ROBERTA, "mean", true);
        try (PointerScope _ = new PointerScope();
                Weights weights = Weights.copied(model)) {
            Map<String, Tensor> first = new HashMap<>();
            Map<String, Tensor> second = new HashMap<>();
            weights.tensors()
                    .forEach((name, tensor) ->
                            (name.contains("layer.1.") ? second : first).put("roberta." + name, tensor));
            second.put("lm_head.bias", Tensors.ofFloats(new float[] {1}, Device.CPU, 1));
            Path path = model.path();
            SafeTensors.write(path.resolve("model-1.safetensors"), first);
            SafeTensors.write(path.resolve("model-2.safetensors"), second);
            StringBuilder map = new StringBuilder("{\"weight_map\": {");
            first.keySet().forEach(name -> map.append("\"" + name + "\": \"model-1.safetensors\", "));
            second.keySet().forEach(name -> map.append("\"" + name + "\": \"model-2.safetensors\", "));
            map.setLength(map.length() - 2);
            Files.writeString(path.resolve("model.safetensors.index.json"), map + "}}");
            Files.delete(path.resolve("model.safetensors"));
            ModelFolder sharded = ModelFolder.open(path);
            assertThat(sharded.weightFiles()).hasSize(2);
            try (Weights read = Weights.mapped(sharded)) {
                assertThat(read.tensors().keySet()).isEqualTo(weights.tensors().keySet());
                Map<String, Tensor> expected = weights.tensors();
                read.tensors()
                        .forEach((name, tensor) -> assertThat(Tensors.toFloats(tensor))
                                .containsExactly(Tensors.toFloats(requireNonNull(expected.get(name)))));
            }
        }
    }

    @Test
    void namesTheWeightThatIsNotANumber() throws IOException {
        ModelFolder model = TinyModel.create(folder, Family.BERT, "mean", true);
        String damaged = "encoder.layer.1.output.dense.bias";
        try (PointerScope _ = new PointerScope()) {
            Map<String, Tensor> weights = new HashMap<>();
            try (Weights read = Weights.copied(model)) {
                read.tensors().forEach((name, tensor) -> weights.put(name, tensor.clone()));
            }
            float[] values = new float[32];
            values[5] = Float.NaN;
            weights.put(damaged, Tensors.ofFloats(values, Device.CPU, 32));
            ModelFolderWriter.write(folder.resolve("damaged"), model, weights, model.contract());
            weights.put(damaged, Tensors.ofFloats(new float[31], Device.CPU, 31));
            ModelFolderWriter.write(folder.resolve("misshapen"), model, weights, model.contract());
        }
        assertThatThrownBy(() -> Weights.mapped(ModelFolder.open(folder.resolve("damaged"))))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(damaged)
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> Weights.mapped(ModelFolder.open(folder.resolve("misshapen"))))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("[31]");
    }

    @Test
    void refusesWhatItCannotRun() throws IOException {
        Path path = TinyModel.create(folder, Family.BERT, "mean", true).path();
        Path config = path.resolve("config.json");
        String good = Files.readString(config);
        Files.writeString(config, good.replace("\"bert\"", "\"t5\""));
        assertRefused(path, "unsupported architecture t5");
        Files.writeString(config, good.replace("\"gelu\"", "\"mish\""));
        assertRefused(path, "unsupported hidden_act mish");
        Files.writeString(config, good.substring(0, good.length() / 2));
        assertRefused(path, "config.json");
        Files.writeString(config, good.replace("\"num_attention_heads\" : 4", "\"num_attention_heads\" : 5"));
        assertRefused(path, "multiple of heads");
        Files.writeString(config, good);
        Path modules = path.resolve("modules.json");
        String goodModules = Files.readString(modules);
        Files.writeString(modules, goodModules.replace("models.Normalize", "models.LSTM"));
        assertRefused(path, "unsupported module");
        Files.writeString(modules, goodModules.replace("models.Normalize", "models.Dense"));
        assertRefused(path, "2_Normalize");
        Files.writeString(modules, goodModules);
        Files.writeString(path.resolve("tokenizer.json"), Files.readString(path.resolve("tokenizer.json")) + " ");
        assertRefused(path, "tokenizer hash");
        Files.delete(path.resolve("model.safetensors"));
        Files.delete(path.resolve("isogloss_text_contract.json"));
        assertRefused(path, "model.safetensors");
        assertRefused(folder.resolve("nowhere"), "nowhere");
    }

    private static Path plain(ModelFolder model) throws IOException {
        for (String name : List.of(
                "modules.json",
                "sentence_bert_config.json",
                "config_sentence_transformers.json",
                "isogloss_text_contract.json")) {
            Files.delete(model.path().resolve(name));
        }
        return model.path();
    }

    private static void assertRefused(Path path, String reason) {
        assertThatThrownBy(() -> ModelFolder.open(path))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(reason);
    }
}
