package dev.isogloss.experiment;

import dev.isogloss.io.BadInputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/**
 * Reads an experiment file: its values over {@code defaults.yaml}, then {@code --set key=value} over both. A key that the defaults
 * do not have is an error that suggests the nearest one.
 */
public final class ExperimentFile {
    // Texts stay quoted: unquoted, some (1e3) would read back as numbers.
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
            .build();

    private ExperimentFile() {}

    /**
     * The experiment of a file.
     *
     * @param overrides {@code key=value}, for example {@code train.epochs=1}
     * @throws BadInputException naming file and key
     */
    public static Experiment read(Path file, List<String> overrides) {
        return of(text(file), file.toString(), overrides);
    }

    private static String text(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new BadInputException(
                    "there is no experiment file " + file + "; the ready ones are in the folder experiments/");
        }
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new BadInputException(file + " is not UTF-8; convert it, for example with iconv -t UTF-8", e);
        } catch (IOException e) {
            throw new BadInputException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /**
     * The experiment of a text.
     *
     * @param name where the text comes from, for messages
     */
    public static Experiment of(String yaml, String name, List<String> overrides) {
        return layered(yaml, name, overrides.stream().map(Layer::override).toList());
    }

    /** As {@link #read(Path, List)}, but with values out of other places, the later over the earlier. */
    public static Experiment readLayers(Path file, List<Layer> layers) {
        return layered(text(file), file.toString(), layers);
    }

    /**
     * Values that go over those of an experiment file.
     *
     * @param where they come from, for messages
     * @param values keys such as {@code train.epochs}, or nested ones
     */
    public record Layer(String where, ObjectNode values) {
        /** Of {@code key=value}. */
        public static Layer override(String override) {
            int equals = override.indexOf('=');
            if (equals < 1) {
                throw new BadInputException(
                        "--set wants key=value, for example train.epochs=1 (got: " + override + ")");
            }
            ObjectNode values = YAML.createObjectNode();
            values.set(
                    override.substring(0, equals).strip(), parse(override.substring(equals + 1), "--set " + override));
            return new Layer("--set " + override, values);
        }
    }

    private static Experiment layered(String yaml, String name, List<Layer> layers) {
        ObjectNode tree = defaults();
        JsonNode own = parse(yaml, name);
        if (!own.isObject()) {
            throw new BadInputException(name + ": expected keys such as name: and collection: (got: " + own + ")");
        }
        merge(tree, own, "", name);
        for (Layer layer : layers) {
            for (Map.Entry<String, JsonNode> value : layer.values.properties()) {
                ObjectNode nested = YAML.createObjectNode();
                nest(nested, value.getKey().split("\\."), value.getValue());
                merge(tree, nested, "", layer.where);
            }
        }
        tree.set("train-sets", TrainSetChoice.completed(tree.path("train-sets")));
        List<Experiment> stages = new ArrayList<>();
        for (ObjectNode stage : PreFineTuningChoice.stages(tree.path(PreFineTuningChoice.KEY))) {
            ObjectNode inherited = PreFineTuningChoice.inherited(tree);
            merge(inherited, stage, "", name + ": " + PreFineTuningChoice.KEY);
            inherited.set("train-sets", TrainSetChoice.completed(inherited.path("train-sets")));
            stages.add(Experiment.of(inherited, List.of()));
        }
        return Experiment.of(tree, stages);
    }

    /** The resolved tree as YAML, every default written out. */
    static String write(JsonNode tree) {
        return YAML.writeValueAsString(tree);
    }

    private static ObjectNode defaults() {
        try (InputStream in =
                Objects.requireNonNull(ExperimentFile.class.getResourceAsStream("defaults.yaml"), "defaults.yaml")) {
            return (ObjectNode) YAML.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode parse(String yaml, String where) {
        try {
            JsonNode node = YAML.readTree(yaml);
            return node.isMissingNode() ? YAML.getNodeFactory().nullNode() : node;
        } catch (JacksonException e) {
            throw new BadInputException(where + ": not YAML: " + e.getOriginalMessage(), e);
        }
    }

    private static void nest(ObjectNode into, String[] keys, JsonNode value) {
        ObjectNode node = into;
        for (int i = 0; i < keys.length - 1; i++) {
            node = node.putObject(keys[i]);
        }
        node.set(keys[keys.length - 1], value);
    }

    private static void merge(ObjectNode base, JsonNode own, String path, String where) {
        for (Map.Entry<String, JsonNode> entry : own.properties()) {
            String key = path + entry.getKey();
            JsonNode before = base.get(entry.getKey());
            JsonNode after = entry.getValue();
            if (before == null) {
                List<String> known = List.copyOf(base.propertyNames());
                String hint = NearestName.of(entry.getKey(), known)
                        .map(name -> "; did you mean " + path + name + "?")
                        .orElse("; known here: " + String.join(", ", known));
                throw new BadInputException(where + ": unknown key " + key + hint);
            }
            if (before.isObject()) {
                if (!after.isObject()) {
                    throw new BadInputException(where + ": " + key + " has keys of its own: "
                            + String.join(", ", before.propertyNames()) + " (got: " + after + ")");
                }
                merge((ObjectNode) before, after, key + ".", where);
            } else {
                base.set(entry.getKey(), after);
            }
        }
    }
}
