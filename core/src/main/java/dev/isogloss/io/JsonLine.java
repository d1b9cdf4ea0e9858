package dev.isogloss.io;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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

    /** The first of these names that a field has which is not null. */
    public Optional<String> first(List<String> names) {
        return names.stream().filter(json::hasNonNull).findFirst();
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

    /** The names of fields that hold something and are none of these. */
    public Set<String> fieldsBeside(Set<String> known) {
        Set<String> names = Set.of();
        for (String name : json.propertyNames()) {
            JsonNode value = json.get(name);
            if (known.contains(name) || value.isNull() || value.isContainer() && value.isEmpty()) {
                continue;
            }
            names = names.isEmpty() ? new TreeSet<>() : names;
            names.add(name);
        }
        return names;
    }

    /** A complaint about this line. */
    public BadInputException error(String message) {
        return origin.error(message);
    }
}
