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
 * @param dense what comes between pooling and normalisation, in its order
 * @param normalize whether vectors are scaled to length 1
 * @param notes what a person should know about how the folder was read
 */
record ModelModules(PoolingSettings pooling, List<DenseLayer> dense, boolean normalize, List<String> notes) {
    static final String NAME = "modules.json";
    private static final String TYPE = "sentence_transformers.models.";

    /** The sub-folder of the network, empty for the folder itself. */
    static String network(Path folder) throws IOException {
        Path file = folder.resolve(NAME);
        if (Files.exists(file)) {
            for (JsonNode module : JsonFile.read(file)) {
                if (module.path("type").asString("").endsWith(".Transformer")) {
                    return module.path("path").asString("");
                }
            }
        }
        return "";
    }

    /**
     * Reads the modules of a folder.
     *
     * @param plain the pooling of a folder that names none
     */
    static ModelModules read(Path folder, PoolingSettings plain) throws IOException {
        Path file = folder.resolve(NAME);
        if (!Files.exists(file)) {
            return new ModelModules(
                    plain,
                    List.of(),
                    true,
                    List.of(folder + " has no modules.json: taking " + plain.words()
                            + " pooling and normalised vectors"));
        }
        PoolingSettings pooling = null;
        List<DenseLayer> dense = new ArrayList<>();
        boolean normalize = false;
        for (JsonNode module : JsonFile.read(file)) {
            String type = module.path("type").asString("nothing");
            String path = module.path("path").asString("");
            if (normalize) {
                throw new BadInputException(file + ": module " + type + " follows Normalize, which must be the last");
            }
            switch (type.substring(type.lastIndexOf('.') + 1)) {
                case "Transformer" -> {}
                case "Pooling" ->
                    pooling = PoolingSettings.read(folder.resolve(path).resolve("config.json"));
                case "Dense" -> dense.add(DenseLayer.read(folder, path));
                case "Normalize" -> normalize = true;
                default ->
                    throw new BadInputException(file + ": unsupported module " + type
                            + "; supported: Transformer, Pooling, Dense, Normalize");
            }
            if (pooling == null && !dense.isEmpty()) {
                throw new BadInputException(file + ": a Dense module stands before Pooling; supported: after it");
            }
        }
        return pooling == null
                ? new ModelModules(
                        plain,
                        dense,
                        normalize,
                        List.of(file + " names no Pooling: taking " + plain.words() + " pooling"))
                : new ModelModules(pooling, dense, normalize, List.of());
    }

    /** Components of a vector; the widths of the modules must follow each other. */
    static int dimension(Path folder, int pooled, List<DenseLayer> dense) {
        int width = pooled;
        for (DenseLayer layer : dense) {
            if (layer.from() != width) {
                throw new BadInputException(folder.resolve(layer.folder()) + ": in_features is " + layer.from()
                        + ", but what comes in has " + width + " components");
            }
            width = layer.to();
        }
        return width;
    }

    /** Writes {@code modules.json} and the modules' folders, without weights. */
    static void write(Path folder, PoolingSettings pooling, int hidden, List<DenseLayer> dense, boolean normalize)
            throws IOException {
        List<Map<String, Object>> modules = new ArrayList<>();
        modules.add(module(0, "", "Transformer"));
        modules.add(module(1, "1_Pooling", "Pooling"));
        pooling.write(folder.resolve("1_Pooling").resolve("config.json"), hidden);
        for (DenseLayer layer : dense) {
            modules.add(module(modules.size(), layer.folder(), "Dense"));
            layer.write(folder);
        }
        if (normalize) {
            String name = modules.size() + "_Normalize";
            modules.add(module(modules.size(), name, "Normalize"));
            Files.createDirectories(folder.resolve(name));
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
