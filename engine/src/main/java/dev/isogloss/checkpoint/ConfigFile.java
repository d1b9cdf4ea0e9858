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
                .orElseThrow(() -> new BadInputException(
                        config.file() + ": unsupported architecture " + type + "; supported: " + Family.known()));
        if (config.has("quantization_config")) {
            throw new BadInputException(config.file() + ": the weights are quantised ("
                    + config.node()
                            .path("quantization_config")
                            .path("quant_method")
                            .asString("quantization_config")
                    + "); supported: safetensors in 64, 32 or 16 bits (F64, F32, F16, BF16)");
        }
        try {
            return switch (family) {
                case BERT, ROBERTA, XLM_ROBERTA, DISTILBERT, MPNET -> BertArchitecture.read(family, config);
                case MODERNBERT -> ModernBertArchitecture.read(config);
                case QWEN3 -> DecoderArchitecture.read(family, config);
            };
        } catch (IllegalArgumentException e) {
            throw new BadInputException(config.file() + ": " + e.getMessage(), e);
        }
    }

    /** Writes a fresh configuration. */
    static void write(Path folder, Architecture architecture) throws IOException {
        Map<String, Object> values = new TreeMap<>(
                switch (architecture) {
                    case BertArchitecture bert -> bert.config();
                    case ModernBertArchitecture modern -> modern.config();
                    case DecoderArchitecture decoder -> decoder.config();
                });
        values.put("architectures", List.of(architecture.family().className()));
        values.put("model_type", architecture.family().modelType());
        values.put("torch_dtype", "float32");
        JsonFile.write(folder.resolve(NAME), values);
    }

    /** What the configuration of the bare encoder with another number of layers or words says differently. */
    static Map<String, Object> changes(Architecture architecture) {
        Map<String, Object> values = new TreeMap<>(
                switch (architecture) {
                    case BertArchitecture bert -> bert.layerConfig();
                    case ModernBertArchitecture modern -> modern.layerConfig();
                    case DecoderArchitecture decoder -> decoder.layerConfig();
                });
        values.put("vocab_size", architecture.vocabulary());
        values.put("architectures", List.of(architecture.family().className()));
        return values;
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
