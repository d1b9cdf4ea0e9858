package dev.isogloss.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** The fields of a request, each checked as it is taken; {@code null} is as good as not there. */
record Fields(JsonNode object) {
    private static final int SHOWN = 60;

    /** Refuses a field that nobody would read: most often a slip of the pen. */
    Fields only(String... names) {
        Set<String> known = new TreeSet<>(List.of(names));
        for (String name : object.propertyNames()) {
            if (!known.contains(name)) {
                throw Problem.badValue(
                        "there is no field " + shown(name) + " here; the fields are " + String.join(", ", names));
            }
        }
        return this;
    }

    Optional<JsonNode> value(String name) {
        @Nullable JsonNode value = object.get(name);
        return value == null || value.isNull() ? Optional.empty() : Optional.of(value);
    }

    /** The fields of an object within; none where it is not there. */
    Fields inner(String name) {
        JsonNode value = value(name).orElse(JsonNodeFactory.instance.objectNode());
        if (!value.isObject()) {
            throw wrong(name, "an object", value);
        }
        return new Fields(value);
    }

    /** A text, at most so many characters. */
    Optional<String> text(String name, int longest) {
        return value(name).map(value -> text(name, value, longest));
    }

    String requiredText(String name, int longest) {
        return text(name, longest).orElseThrow(() -> Problem.badValue(name + " is missing; give a text"));
    }

    boolean flag(String name, boolean usual) {
        return value(name)
                .map(value -> {
                    if (!value.isBoolean()) {
                        throw wrong(name, "true or false", value);
                    }
                    return value.booleanValue();
                })
                .orElse(usual);
    }

    int integer(String name, int usual, int least, int most) {
        return value(name)
                .map(value -> {
                    if (!value.isIntegralNumber()
                            || !value.canConvertToInt()
                            || value.intValue() < least
                            || value.intValue() > most) {
                        throw wrong(name, "a whole number " + least + " .. " + most, value);
                    }
                    return value.intValue();
                })
                .orElse(usual);
    }

    OptionalDouble share(String name) {
        Optional<JsonNode> value = value(name);
        if (value.isEmpty()) {
            return OptionalDouble.empty();
        }
        double share = value.get().isNumber() ? value.get().doubleValue() : Double.NaN;
        if (!(share >= 0 && share <= 1)) {
            throw wrong(name, "a number 0 .. 1", value.get());
        }
        return OptionalDouble.of(share);
    }

    /** One text or a list of them. */
    List<String> texts(String name, int longest, int most) {
        JsonNode value =
                value(name).orElseThrow(() -> Problem.badValue(name + " is missing; give a text or a list of texts"));
        if (!value.isArray()) {
            return List.of(text(name, value, longest));
        }
        if (value.isEmpty() || value.size() > most) {
            throw Problem.badValue(name + " must hold 1 .. " + most + " texts (got: " + value.size() + ")");
        }
        List<String> texts = new ArrayList<>(value.size());
        for (int i = 0; i < value.size(); i++) {
            texts.add(text(name + "[" + i + "]", value.get(i), longest));
        }
        return texts;
    }

    private static String text(String name, JsonNode value, int longest) {
        if (!value.isString()) {
            throw wrong(name, "a text", value);
        }
        String text = value.stringValue();
        if (text.length() > longest) {
            throw Problem.badValue(name + " must have at most " + longest + " characters (got: " + text.length() + ")");
        }
        for (int i = 0; i < text.length(); i++) {
            if (Character.isHighSurrogate(text.charAt(i))
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(text.charAt(i))) {
                throw Problem.badValue(name + " is not Unicode: half of a surrogate pair stands alone at " + i);
            }
        }
        return text;
    }

    static Problem wrong(String name, String wanted, JsonNode got) {
        return Problem.badValue(name + " must be " + wanted + " (got: " + shown(got.toString()) + ")");
    }

    /** What came, cut where it is long, with nothing that cannot be written again. */
    static String shown(String text) {
        String cut = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
        StringBuilder clean = new StringBuilder();
        cut.codePoints()
                .forEach(point -> clean.appendCodePoint(
                        Character.getType(point) == Character.SURROGATE || Character.isISOControl(point)
                                ? 0xFFFD
                                : point));
        return clean.toString();
    }
}
