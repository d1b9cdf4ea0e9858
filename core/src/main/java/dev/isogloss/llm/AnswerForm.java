package dev.isogloss.llm;

import java.util.HashSet;
import java.util.List;

/** What an answer should look like; a server that can force it does, others are only asked in the prompt's own words. */
public sealed interface AnswerForm {
    /** Any text. */
    record FreeText() implements AnswerForm {}

    /**
     * One JSON object with exactly these fields.
     *
     * @param name of the kind of object, letters and digits
     */
    record JsonObject(String name, List<Field> fields) implements AnswerForm {
        public JsonObject {
            fields = List.copyOf(fields);
            if (!name.matches("[A-Za-z][A-Za-z0-9_]{0,63}")) {
                throw new IllegalArgumentException(
                        "a kind of object is named in letters and digits (got: " + name + ")");
            }
            if (fields.isEmpty()
                    || new HashSet<>(fields.stream().map(Field::name).toList()).size() < fields.size()) {
                throw new IllegalArgumentException(
                        "fields must be there and have different names (got: " + fields + ")");
            }
        }
    }

    /** A field of an object. */
    sealed interface Field {
        String name();
    }

    /** Any text. */
    record Text(String name) implements Field {}

    /** A whole number from {@code least} to {@code most}, both allowed. */
    record WholeNumber(String name, int least, int most) implements Field {
        public WholeNumber {
            if (most < least || most - (long) least > 100) {
                throw new IllegalArgumentException(
                        "a range holds 1 to 101 numbers (got: " + least + " .. " + most + ")");
            }
        }
    }
}
