package dev.isogloss.dataset;

/** What a field of a row holds. */
public sealed interface FieldType {
    /** A text. */
    FieldType TEXT = Scalar.TEXT;

    /** A 64-bit floating-point number. */
    FieldType NUMBER = Scalar.NUMBER;

    /** A whole number of up to 64 bits. */
    FieldType INTEGER = Scalar.INTEGER;

    /** A single value. */
    enum Scalar implements FieldType {
        TEXT,
        NUMBER,
        INTEGER
    }

    /** Any number of values of one type, in order. */
    record ListOf(FieldType element) implements FieldType {}

    /** Fields inside a field. */
    record Inner(RowShape shape) implements FieldType {}
}
