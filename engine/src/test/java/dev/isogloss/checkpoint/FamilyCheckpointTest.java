package dev.isogloss.checkpoint;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.encoder.FamilyFixture;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.JsonFile;
import dev.isogloss.tensor.Device;
import dev.isogloss.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import tools.jackson.databind.JsonNode;

/** Weights by name: every family's language model, older names, and what is refused. */
class FamilyCheckpointTest {
    @TempDir
    Path temporary;

    /** The names are those of the library's own masked (or causal) language models. */
    @ParameterizedTest
    @FieldSource("dev.isogloss.encoder.FamilyFixture#FAMILIES")
    void readsTheEncoderOfALanguageModel(String family) throws IOException {
        FamilyFixture fixture = FamilyFixture.read(family);
        ModelFolder plain = ModelFolder.open(fixture.folder());
        String prefix = plain.architecture().family().prefix();
        Path folder = copy(fixture);
        try (PointerScope _ = new PointerScope();
                Weights weights = Weights.copied(plain)) {
            Map<String, Tensor> language = new TreeMap<>();
            fixture.languageModel().forEach((name, shape) -> {
                Tensor own = name.startsWith(prefix) ? weights.tensors().get(name.substring(prefix.length())) : null;
                language.put(name, own != null ? own : zeros(shape));
            });
            replaceWeights(folder, language);
            try (Weights read = Weights.mapped(ModelFolder.open(folder))) {
                assertThat(read.tensors().keySet()).isEqualTo(weights.tensors().keySet());
                read.tensors()
                        .forEach((name, tensor) -> assertThat(Tensors.toFloats(tensor))
                                .as(name)
                                .isEqualTo(Tensors.toFloats(
                                        requireNonNull(weights.tensors().get(name)))));
            }
        }
    }

    /** BERT's first checkpoints call the weights of layer norms gamma and beta. */
    @Test
    void readsOlderNamesOfNorms() throws IOException {
        FamilyFixture fixture = FamilyFixture.read("bert");
        Path folder = copy(fixture);
        renamed(
                folder,
                name -> name.replace("LayerNorm.weight", "LayerNorm.gamma")
                        .replace("LayerNorm.bias", "LayerNorm.beta"));
        try (Weights read = Weights.mapped(ModelFolder.open(folder))) {
            assertThat(read.tensors())
                    .containsKey("embeddings.LayerNorm.weight")
                    .hasSize(37);
        }
    }

    @ParameterizedTest
    @FieldSource("dev.isogloss.encoder.FamilyFixture#FAMILIES")
    void refusesMissingAndUnknownWeights(String family) throws IOException {
        FamilyFixture fixture = FamilyFixture.read(family);
        Path folder = copy(fixture);
        List<String> names = List.copyOf(ModelFolder.open(folder).shapes().sequencedKeySet());
        String last = names.getLast();
        renamed(folder, name -> name.equals(last) ? name + "_scale" : name);
        assertThatThrownBy(() -> Weights.mapped(ModelFolder.open(folder)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("the weights lack " + last);
        renamed(folder, name -> name.equals(last + "_scale") ? last : name);
        try (PointerScope _ = new PointerScope()) {
            Map<String, Tensor> more = stored(folder);
            String deeper = names.get(names.size() - 4).replaceFirst("\\d+", "9");
            more.put(deeper, zeros(new long[] {3}));
            more.put(last + ".lora_A", zeros(new long[] {3}));
            replaceWeights(folder, more);
            assertThatThrownBy(() -> Weights.mapped(ModelFolder.open(folder)))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("knows nothing of")
                    .hasMessageContaining(deeper)
                    .hasMessageContaining("lora_A");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            bert       | "model_type": "bert"            | "model_type": "deberta-v2"                                   | unsupported architecture deberta-v2; supported: bert, roberta, xlm-roberta, distilbert, mpnet, modernbert, qwen3
            bert       | "hidden_act": "gelu"            | "hidden_act": "mish"                                         | unsupported hidden_act mish; supported: gelu
            bert       | "vocab_size"                    | "position_embedding_type": "relative_key", "vocab_size"      | unsupported position_embedding_type relative_key; supported: absolute
            bert       | "is_decoder": false             | "is_decoder": true                                           | is_decoder
            bert       | "vocab_size"                    | "quantization_config": {"quant_method": "gptq"}, "vocab_size" | the weights are quantised (gptq); supported: safetensors
            distilbert | "activation": "gelu"            | "activation": "mish"                                         | unsupported activation mish
            modernbert | "attention_bias": false         | "attention_bias": true                                       | unsupported attention_bias true; supported: false
            modernbert | "full_attention",               | "chunked_attention",                                         | unsupported layer type "chunked_attention"; supported: full_attention, sliding_attention
            modernbert | "num_hidden_layers": 3          | "num_hidden_layers": 4                                       | "layer_types" names 3 layers, but num_hidden_layers is 4
            qwen3      | "rope_type": "default"          | "rope_type": "yarn"                                          | unsupported kind of rotary positions yarn; supported: default
            qwen3      | "vocab_size"                    | "rope_scaling": {"type": "linear", "factor": 2}, "vocab_size" | unsupported kind of rotary positions linear
            qwen3      | "attention_bias": false         | "attention_bias": true                                       | unsupported attention_bias true
            qwen3      | "full_attention",               | "sliding_attention",                                         | unsupported sliding-window attention; supported: full_attention in every layer
            qwen3      | "num_key_value_heads": 2        | "num_key_value_heads": 3                                     | heads must be a multiple of keyValueHeads (got: 4, 3)
            """)
    void refusesWhatIsNotComputedHere(String family, String from, String to, String message) throws IOException {
        Path folder = copy(FamilyFixture.read(family));
        Path config = folder.resolve("config.json");
        String good = Files.readString(config);
        assertThat(good).contains(from);
        int place = good.indexOf(from);
        Files.writeString(config, good.substring(0, place) + to + good.substring(place + from.length()));
        assertThatThrownBy(() -> ModelFolder.open(folder))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(config.toString())
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2_Dense/config.json | activation.Tanh     | activation.Mish            | unsupported activation_function torch.nn.modules.activation.Mish; supported: Identity, Tanh
            2_Dense/config.json | "bias"              | "use_residual": true, "bias" | unsupported use_residual true
            2_Dense/config.json | "sentence_embedding" | "token_embeddings"        | supported: sentence_embedding
            2_Dense/config.json | "in_features": 16   | "in_features": 15          | in_features is 15, but what comes in has 16 components
            modules.json        | 1_Pooling           | 3_Dense                    | config.json
            modules.json        | Normalize"          | LayerNorm"                 | supported: Transformer, Pooling, Dense, Normalize
            """)
    void refusesDenseModulesThatAreNotComputedHere(String file, String from, String to, String message)
            throws IOException {
        Path folder = copy(FamilyFixture.read("bert-dense"));
        Path changed = folder.resolve(file);
        String good = Files.readString(changed);
        assertThat(good).contains(from);
        Files.writeString(changed, good.replace(from, to));
        assertThatThrownBy(() -> ModelFolder.open(folder))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(message);
    }

    @Test
    void refusesPickledDenseWeights() throws IOException {
        Path folder = copy(FamilyFixture.read("bert-dense"));
        Files.move(folder.resolve("3_Dense/model.safetensors"), folder.resolve("3_Dense/pytorch_model.bin"));
        assertThatThrownBy(() -> ModelFolder.open(folder))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("3_Dense")
                .hasMessageContaining("pickled weights");
    }

    /** A language model without modules is pooled by its last token, as long as its tokenizer says. */
    @Test
    void aPlainDecoderIsPooledByItsLastToken() throws IOException {
        Path folder = copy(FamilyFixture.read("qwen3"));
        for (String name : List.of("modules.json", "sentence_bert_config.json", "config_sentence_transformers.json")) {
            Files.delete(folder.resolve(name));
        }
        ModelFolder model = ModelFolder.open(folder);
        assertThat(model.pooling()).isEqualTo(PoolingSettings.LAST);
        assertThat(model.contract().passageTokens()).isEqualTo(400);
        assertThat(model.notes()).singleElement().asString().contains("lasttoken");
    }

    /** What the configurations of these families looked like before {@code layer_types} and {@code rope_parameters}. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            modernbert | "global_attn_every_n_layers": 2, "global_rope_theta": 160000.0, "local_rope_theta": 10000.0
            qwen3      | "rope_theta": 1000000, "rope_scaling": null, "use_sliding_window": false, "sliding_window": null
            """)
    void readsTheOlderDialect(String family, String older) throws IOException {
        Path folder = copy(FamilyFixture.read(family));
        Architecture expected = ModelFolder.open(folder).architecture();
        Path config = folder.resolve("config.json");
        JsonNode values = JsonFile.read(config);
        StringBuilder kept = new StringBuilder("{" + older);
        Set<String> newer =
                Set.of("layer_types", "rope_parameters", "global_attn_every_n_layers", "use_sliding_window");
        for (var value : values.properties()) {
            if (!newer.contains(value.getKey()) && !value.getKey().equals("sliding_window")) {
                kept.append(", \"").append(value.getKey()).append("\": ").append(value.getValue());
            }
        }
        Files.writeString(config, kept + "}");
        assertThat(ModelFolder.open(folder).architecture()).isEqualTo(expected);
    }

    /** A task's prompt, which we have no use for, is there for others. */
    @Test
    void otherPromptsAreKept() throws IOException {
        Path folder = copy(FamilyFixture.read("bert"));
        Files.writeString(
                folder.resolve("config_sentence_transformers.json"),
                "{\"prompts\": {\"sts\": \"same?\\n\", \"query\": \"q: \"}, \"default_prompt_name\": \"sts\"}");
        ModelFolder model = ModelFolder.open(folder);
        assertThat(model.contract().passagePrompt()).isEqualTo("same?\n");
        Path written = temporary.resolve("written");
        ModelFolderWriter.writeFirstLayers(written, model, 2);
        JsonNode config = JsonFile.read(written.resolve("config_sentence_transformers.json"));
        assertThat(config.path("prompts").toString())
                .isEqualTo(
                        "{\"document\":\"same?\\n\",\"passage\":\"same?\\n\",\"query\":\"q: \",\"sts\":\"same?\\n\"}");
        assertThat(config.path("default_prompt_name").stringValue()).isEqualTo("sts");
        assertThat(ModelFolder.open(written).contract()).isEqualTo(model.contract());
    }

    private Path copy(FamilyFixture fixture) throws IOException {
        Path folder = temporary.resolve("model");
        fixture.copy(folder);
        return folder;
    }

    private static Tensor zeros(long[] shape) {
        return Tensors.ofFloats(
                new float[Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact))], Device.CPU, shape);
    }

    private static void renamed(Path folder, UnaryOperator<String> rename) throws IOException {
        try (PointerScope _ = new PointerScope()) {
            Map<String, Tensor> renamed = new TreeMap<>();
            stored(folder).forEach((name, tensor) -> renamed.put(rename.apply(name), tensor));
            replaceWeights(folder, renamed);
        }
    }

    private static Map<String, Tensor> stored(Path folder) throws IOException {
        Map<String, Tensor> tensors = new TreeMap<>();
        for (Path file : ModelFolder.open(folder).weightFiles()) {
            try (SafeTensors opened = SafeTensors.open(file)) {
                opened.entries()
                        .keySet()
                        .forEach(name -> tensors.put(name, opened.view(name).clone()));
            }
        }
        return tensors;
    }

    private static void replaceWeights(Path folder, Map<String, Tensor> tensors) throws IOException {
        for (Path file : ModelFolder.open(folder).weightFiles()) {
            Files.delete(file);
        }
        Files.deleteIfExists(folder.resolve("model.safetensors.index.json"));
        SafeTensors.write(folder.resolve("model.safetensors"), tensors);
    }
}
