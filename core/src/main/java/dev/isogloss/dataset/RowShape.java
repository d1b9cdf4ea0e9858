package dev.isogloss.dataset;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * The fields of the rows of a file, in order: some kinds of file want them before the first row. A row may lack any of them and has no
 * others. Immutable.
 */
public record RowShape(SequencedMap<String, FieldType> fields) {
    public RowShape {
        fields = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(fields));
    }

    /** Fields of one type. */
    public static RowShape of(FieldType type, String... names) {
        return new RowShape(new LinkedHashMap<>()).with(type, names);
    }

    /** The shape with further fields of one type at its end. */
    public RowShape with(FieldType type, String... names) {
        SequencedMap<String, FieldType> more = new LinkedHashMap<>(fields);
        for (String name : names) {
            more.put(name, type);
        }
        return new RowShape(more);
    }

    /** {@link #with}, where a condition holds. */
    public RowShape withIf(boolean condition, FieldType type, String... names) {
        return condition ? with(type, names) : this;
    }
}
