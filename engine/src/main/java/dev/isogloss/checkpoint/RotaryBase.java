package dev.isogloss.checkpoint;

import dev.isogloss.io.BadInputException;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;

/** Reads the base of rotary positions (Su et al. 2021, arXiv 2104.09864) from both dialects of {@code config.json}. */
final class RotaryBase {
    private RotaryBase() {}

    /**
     * The base of one kind of layer.
     *
     * @param rope {@code rope_parameters}, of that kind of layer where they differ; may be absent
     * @param olderKey where older versions of the library put it
     */
    static double read(JsonObject config, JsonNode rope, String olderKey, double absent) {
        requirePlain(config.file(), rope);
        requirePlain(config.file(), config.node().path("rope_scaling"));
        if (config.node().path("partial_rotary_factor").asDouble(1) != 1
                || rope.path("partial_rotary_factor").asDouble(1) != 1) {
            throw new BadInputException(config.file() + ": unsupported partial_rotary_factor; supported: 1");
        }
        return rope.path("rope_theta").isNumber()
                ? rope.path("rope_theta").doubleValue()
                : config.number(olderKey, absent);
    }

    private static void requirePlain(Path file, JsonNode rope) {
        String kind = rope.path("rope_type").asString(rope.path("type").asString("default"));
        if (!kind.equals("default")) {
            throw new BadInputException(
                    file + ": unsupported kind of rotary positions " + kind + "; supported: default (no scaling)");
        }
    }
}
