package dev.isogloss.checkpoint;

import dev.isogloss.io.BadInputException;
import dev.isogloss.io.JsonFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** A JSON object of a model folder; complaints name the file and the key. */
record JsonObject(Path file, JsonNode node) {
    JsonObject {
        if (!node.isObject()) {
            throw new BadInputException(file + ": expected a JSON object (got: " + node.getNodeType() + ")");
        }
    }

    static JsonObject read(Path file) throws IOException {
        return new JsonObject(file, JsonFile.read(file));
    }

    boolean has(String key) {
        return node.hasNonNull(key);
    }

    Optional<String> text(String key) {
        if (!has(key)) {
            return Optional.empty();
        }
        JsonNode value = node.get(key);
        if (!value.isString()) {
            throw wrong(key, "text", value);
        }
        return Optional.of(value.stringValue());
    }

    int integer(String key) {
        JsonNode value = node.get(key);
        if (value == null || !value.isIntegralNumber() || !value.canConvertToInt()) {
            throw wrong(key, "a whole number", value);
        }
        return value.intValue();
    }

    int integer(String key, int absent) {
        return has(key) ? integer(key) : absent;
    }

    double number(String key, double absent) {
        if (!has(key)) {
            return absent;
        }
        JsonNode value = node.get(key);
        if (!value.isNumber()) {
            throw wrong(key, "a number", value);
        }
        return value.doubleValue();
    }

    boolean flag(String key, boolean absent) {
        if (!has(key)) {
            return absent;
        }
        JsonNode value = node.get(key);
        if (!value.isBoolean()) {
            throw wrong(key, "true or false", value);
        }
        return value.booleanValue();
    }

    private BadInputException wrong(String key, String expected, @org.jspecify.annotations.Nullable JsonNode value) {
        return new BadInputException(
                file + ": \"" + key + "\" must be " + expected + " (got: " + (value == null ? "nothing" : value) + ")");
    }
}
