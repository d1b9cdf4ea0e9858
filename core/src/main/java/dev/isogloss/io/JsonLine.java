package dev.isogloss.io;

import java.util.Arrays;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * One JSON object of a file of JSON lines.
 *
 * @param origin file and line
 * @param json always an object
 */
public record JsonLine(Origin origin, JsonNode json) {
    /** The text of the first of these fields that is there and not null; a whole number counts as its digits. */
    public Optional<String> text(String... names) {
        for (String name : names) {
            JsonNode field = json.get(name);
            if (field == null || field.isNull()) {
                continue;
            }
            if (field.isString()) {
                return Optional.of(field.stringValue());
            }
            if (field.isIntegralNumber()) {
                return Optional.of(field.bigIntegerValue().toString());
            }
            throw error("field \"" + name + "\" must be a text (got: " + field + ")");
        }
        return Optional.empty();
    }

    /** {@link #text} of a field that must be there. */
    public String requiredText(String... names) {
        return text(names)
                .orElseThrow(() -> error("expected a field "
                        + String.join(
                                " or ",
                                Arrays.stream(names)
                                        .map(name -> "\"" + name + "\"")
                                        .toList())
                        + " (got fields: " + String.join(", ", json.propertyNames()) + ")"));
    }

    /** A complaint about this line. */
    public BadInputException error(String message) {
        return origin.error(message);
    }
}
