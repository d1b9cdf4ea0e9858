package dev.isogloss.checkpoint;

import dev.isogloss.io.BadInputException;
import dev.isogloss.io.JsonFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code config.json} of a Hugging Face folder. */
final class ConfigFile {
    static final String NAME = "config.json";

    private ConfigFile() {}

    static Architecture read(Path folder) throws IOException {
        JsonObject config = JsonObject.read(folder.resolve(NAME));
        String type = config.text("model_type").orElse("(no model_type)");
        Family family = Family.of(type)
                .orElseThrow(() -> new BadInputException(config.file() + ": unsupported architecture " + type
                        + "; supported: bert, roberta, xlm-roberta"));
        String positions = config.text("position_embedding_type").orElse("absolute");
        if (!positions.equals("absolute")) {
            throw new BadInputException(
                    config.file() + ": unsupported position_embedding_type " + positions + "; supported: absolute");
        }
        String activation = config.text("hidden_act").orElse("gelu");
        try {
            return new Architecture(
                    family,
                    config.integer("vocab_size"),
                    config.integer("hidden_size"),
                    config.integer("num_hidden_layers"),
                    config.integer("num_attention_heads"),
                    config.integer("intermediate_size"),
                    config.integer("max_position_embeddings"),
                    config.integer("type_vocab_size", 2),
                    config.number("layer_norm_eps", 1e-12),
                    Activation.of(activation)
                            .orElseThrow(() -> new BadInputException(config.file() + ": unsupported hidden_act "
                                    + activation + "; supported: " + Activation.known())),
                    config.number("hidden_dropout_prob", 0.1),
                    config.integer("pad_token_id", family == Family.BERT ? 0 : 1),
                    config.number("initializer_range", 0.02));
        } catch (IllegalArgumentException e) {
            throw new BadInputException(config.file() + ": " + e.getMessage(), e);
        }
    }

    /** Writes a fresh configuration. */
    static void write(Path folder, Architecture architecture) throws IOException {
        Map<String, Object> values = new TreeMap<>();
        values.put("architectures", List.of(architecture.family().className()));
        values.put("model_type", architecture.family().modelType());
        values.put("vocab_size", architecture.vocabulary());
        values.put("hidden_size", architecture.hidden());
        values.put("num_hidden_layers", architecture.layers());
        values.put("num_attention_heads", architecture.heads());
        values.put("intermediate_size", architecture.feedForward());
        values.put("max_position_embeddings", architecture.positions());
        values.put("type_vocab_size", architecture.types());
        values.put("layer_norm_eps", architecture.layerNormEpsilon());
        values.put("hidden_act", architecture.activation().configName());
        values.put("hidden_dropout_prob", architecture.hiddenDropout());
        values.put("attention_probs_dropout_prob", 0.0);
        values.put("pad_token_id", architecture.padId());
        values.put("initializer_range", architecture.initializerRange());
        values.put("position_embedding_type", "absolute");
        values.put("torch_dtype", "float32");
        JsonFile.write(folder.resolve(NAME), values);
    }

    /**
     * Writes the configuration of another folder, for weights in 32-bit floats.
     *
     * @param changes values that replace those of the other folder
     */
    static void copy(Path from, Path to, Map<String, ?> changes) throws IOException {
        Map<String, Object> values = new TreeMap<>();
        JsonFile.read(from.resolve(NAME)).properties().forEach(entry -> values.put(entry.getKey(), entry.getValue()));
        values.remove("dtype");
        values.put("torch_dtype", "float32");
        values.putAll(changes);
        JsonFile.write(to.resolve(NAME), values);
    }
}
