package dev.isogloss.checkpoint;

import dev.isogloss.io.BadInputException;
import dev.isogloss.io.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * A Dense module of sentence-transformers after the pooling: {@code activation(W x + b)}. Its weights stand beside the encoder's as
 * {@code FOLDER.linear.weight} and {@code FOLDER.linear.bias}.
 *
 * @param folder within the model folder, for example {@code 2_Dense}
 * @param from components of what goes in
 * @param to components of what comes out
 */
public record DenseLayer(String folder, int from, int to, boolean bias, DenseActivation activation) {
    private static final String LINEAR = "linear";

    public DenseLayer {
        if (folder.isEmpty() || folder.contains("..") || Path.of(folder).isAbsolute()) {
            throw new IllegalArgumentException("a Dense module needs a folder of its own (got: \"" + folder + "\")");
        }
        Require.atLeast("in_features", from, 1);
        Require.atLeast("out_features", to, 1);
    }

    /** The name of its weight and bias, without {@code .weight} and {@code .bias}. */
    public String linear() {
        return folder + "." + LINEAR;
    }

    /** Names and shapes of its weights. */
    SequencedMap<String, List<Long>> shapes() {
        SequencedMap<String, List<Long>> shapes = new LinkedHashMap<>();
        shapes.put(linear() + ".weight", List.of((long) to, (long) from));
        if (bias) {
            shapes.put(linear() + ".bias", List.of((long) to));
        }
        return shapes;
    }

    /** Whether a weight is one of this module's. */
    boolean owns(String name) {
        return name.startsWith(folder + ".");
    }

    /** The name of a weight in the module's own file. */
    String storedName(String name) {
        return name.substring(folder.length() + 1);
    }

    Path weightFile(Path model) {
        return model.resolve(folder).resolve(ModelFolder.SINGLE_FILE);
    }

    static DenseLayer read(Path model, String folder) throws IOException {
        JsonObject config = JsonObject.read(model.resolve(folder).resolve(ConfigFile.NAME));
        if (config.flag("use_residual", false)) {
            throw new BadInputException(config.file() + ": unsupported use_residual true; supported: false");
        }
        for (String key : List.of("module_input_name", "module_output_name")) {
            String name = config.text(key).orElse("sentence_embedding");
            if (!name.equals("sentence_embedding")) {
                throw new BadInputException(
                        config.file() + ": unsupported " + key + " " + name + "; supported: sentence_embedding");
            }
        }
        String activation = config.text("activation_function").orElse(DenseActivation.TANH.className());
        try {
            DenseLayer layer = new DenseLayer(
                    folder,
                    config.integer("in_features"),
                    config.integer("out_features"),
                    config.flag("bias", true),
                    DenseActivation.of(activation)
                            .orElseThrow(
                                    () -> new BadInputException(config.file() + ": unsupported activation_function "
                                            + activation + "; supported: " + DenseActivation.known())));
            if (!Files.exists(layer.weightFile(model))) {
                throw new BadInputException(model.resolve(folder) + " has no " + ModelFolder.SINGLE_FILE
                        + PickledWeights.hint(model.resolve(folder)));
            }
            return layer;
        } catch (IllegalArgumentException e) {
            throw new BadInputException(config.file() + ": " + e.getMessage(), e);
        }
    }

    void write(Path model) throws IOException {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("in_features", from);
        values.put("out_features", to);
        values.put("bias", bias);
        values.put("activation_function", activation.className());
        JsonFile.write(model.resolve(folder).resolve(ConfigFile.NAME), values);
    }
}
