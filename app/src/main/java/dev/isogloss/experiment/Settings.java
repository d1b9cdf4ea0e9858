package dev.isogloss.experiment;

import dev.isogloss.io.BadInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;

/** Reads checked values out of one section of the experiment's tree; every refusal names the whole key and quotes the value. */
record Settings(String path, JsonNode node) {
    Settings section(String key) {
        return new Settings(full(key), value(key));
    }

    String text(String key) {
        return optionalText(key).orElseThrow(() -> refused(key, "a text"));
    }

    Optional<String> optionalText(String key) {
        JsonNode value = value(key);
        if (value.isNull()) {
            return Optional.empty();
        }
        if (!value.isValueNode()) {
            throw refused(key, "a text");
        }
        return Optional.of(value.asString());
    }

    /** One of the given words. */
    String word(String key, String... allowed) {
        String word = text(key);
        for (String candidate : allowed) {
            if (candidate.equals(word)) {
                return word;
            }
        }
        throw refused(key, "one of " + String.join(" | ", allowed));
    }

    boolean flag(String key) {
        JsonNode value = value(key);
        if (!value.isBoolean()) {
            throw refused(key, "true or false");
        }
        return value.booleanValue();
    }

    int integer(String key, int min, int max) {
        return optionalInteger(key, min, max).orElseThrow(() -> refused(key, "a whole number " + min + " .. " + max));
    }

    OptionalInt optionalInteger(String key, int min, int max) {
        JsonNode value = value(key);
        if (value.isNull()) {
            return OptionalInt.empty();
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < min || value.intValue() > max) {
            throw refused(key, "a whole number " + min + " .. " + max);
        }
        return OptionalInt.of(value.intValue());
    }

    /** A whole number, or nothing where it is null or the key is not there. */
    OptionalInt optionalIntegerIfPresent(String key, int min, int max) {
        return node.has(key) ? optionalInteger(key, min, max) : OptionalInt.empty();
    }

    long wholeNumber(String key) {
        JsonNode value = value(key);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw refused(key, "a whole number");
        }
        return value.longValue();
    }

    double number(String key, double min, double max) {
        Optional<Double> number = asNumber(value(key));
        if (number.isEmpty() || !(number.get() >= min && number.get() <= max)) {
            throw refused(key, "a number " + min + " .. " + max);
        }
        return number.get();
    }

    /** A number, or nothing. */
    Optional<Double> optionalNumber(String key, double min, double max) {
        return value(key).isNull() ? Optional.empty() : Optional.of(number(key, min, max));
    }

    /** At least one number: a list of them, or a single one. */
    List<Double> numbers(String key, double min, double max) {
        JsonNode value = value(key);
        List<Double> numbers = new ArrayList<>();
        for (JsonNode item : value.isArray() ? value : List.of(value)) {
            Optional<Double> number = asNumber(item);
            if (number.isEmpty() || !(number.get() >= min && number.get() <= max)) {
                throw refused(key, "a list of numbers " + min + " .. " + max);
            }
            numbers.add(number.get());
        }
        if (numbers.isEmpty()) {
            throw refused(key, "a list of at least one number " + min + " .. " + max);
        }
        return List.copyOf(numbers);
    }

    /** Whole numbers: a list of them, which may be empty, or a single one. */
    List<Integer> integers(String key, int min, int max) {
        JsonNode value = value(key);
        List<Integer> numbers = new ArrayList<>();
        for (JsonNode item : value.isArray() ? value : List.of(value)) {
            if (!item.isIntegralNumber() || !item.canConvertToInt() || item.intValue() < min || item.intValue() > max) {
                throw refused(key, "a list of whole numbers " + min + " .. " + max);
            }
            numbers.add(item.intValue());
        }
        return List.copyOf(numbers);
    }

    /** At least one text: a list of them, or a single one. */
    List<String> words(String key) {
        JsonNode value = value(key);
        List<String> words = new ArrayList<>();
        for (JsonNode item : value.isArray() ? value : List.of(value)) {
            if (!item.isValueNode() || item.isNull()) {
                throw refused(key, "a list of texts");
            }
            words.add(item.asString());
        }
        if (words.isEmpty()) {
            throw refused(key, "a list of at least one");
        }
        return List.copyOf(words);
    }

    List<String> wordsOf(String key, List<String> allowed) {
        JsonNode value = value(key);
        if (value.isEmpty() && value.isContainer() || !allowed.containsAll(words(key))) {
            throw refused(key, "a list out of " + allowed);
        }
        return words(key);
    }

    BadInputException refused(String key, String wanted) {
        return new BadInputException(full(key) + " must be " + wanted + " (got: " + node.path(key) + ")");
    }

    /** A number, also where YAML reads {@code 2e-5} as a text. */
    static Optional<Double> asNumber(JsonNode value) {
        if (value.isNumber()) {
            return Optional.of(value.doubleValue());
        }
        if (value.isString()) {
            try {
                return Optional.of(Double.valueOf(value.stringValue()));
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private JsonNode value(String key) {
        JsonNode value = node.get(key);
        if (value == null) {
            throw new BadInputException(full(key) + " is missing");
        }
        return value;
    }

    private String full(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
