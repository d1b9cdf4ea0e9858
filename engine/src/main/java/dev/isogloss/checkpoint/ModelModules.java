package dev.isogloss.checkpoint;

import dev.isogloss.io.BadInputException;
import dev.isogloss.io.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * {@code modules.json}: what follows the network.
 *
 * @param network the sub-folder of the network, empty for the folder itself
 * @param normalize whether vectors are scaled to length 1
 * @param notes what a person should know about how the folder was read
 */
record ModelModules(String network, PoolingSettings pooling, boolean normalize, List<String> notes) {
    static final String NAME = "modules.json";
    private static final String TYPE = "sentence_transformers.models.";

    static ModelModules read(Path folder) throws IOException {
        Path file = folder.resolve(NAME);
        if (!Files.exists(file)) {
            return new ModelModules(
                    "",
                    PoolingSettings.MEAN,
                    true,
                    List.of(folder + " has no modules.json: taking mean pooling and normalised vectors"));
        }
        String network = "";
        PoolingSettings pooling = null;
        boolean normalize = false;
        for (JsonNode module : JsonFile.read(file)) {
            String type = module.path("type").asString("nothing");
            String path = module.path("path").asString("");
            switch (type.substring(type.lastIndexOf('.') + 1)) {
                case "Transformer" -> network = path;
                case "Pooling" ->
                    pooling = PoolingSettings.read(folder.resolve(path).resolve("config.json"));
                case "Normalize" -> normalize = true;
                default ->
                    throw new BadInputException(
                            file + ": unsupported module " + type + "; supported: Transformer, Pooling, Normalize");
            }
        }
        return pooling == null
                ? new ModelModules(
                        network,
                        PoolingSettings.MEAN,
                        normalize,
                        List.of(file + " names no Pooling: taking mean pooling"))
                : new ModelModules(network, pooling, normalize, List.of());
    }

    /** Writes {@code modules.json} and the modules' folders. */
    static void write(Path folder, PoolingSettings pooling, int hidden, boolean normalize) throws IOException {
        List<Map<String, Object>> modules = new ArrayList<>();
        modules.add(module(0, "", "Transformer"));
        modules.add(module(1, "1_Pooling", "Pooling"));
        pooling.write(folder.resolve("1_Pooling").resolve("config.json"), hidden);
        if (normalize) {
            modules.add(module(2, "2_Normalize", "Normalize"));
            Files.createDirectories(folder.resolve("2_Normalize"));
        }
        JsonFile.write(folder.resolve(NAME), modules);
    }

    private static Map<String, Object> module(int index, String path, String type) {
        Map<String, Object> module = new LinkedHashMap<>();
        module.put("idx", index);
        module.put("name", Integer.toString(index));
        module.put("path", path);
        module.put("type", TYPE + type);
        return module;
    }
}
