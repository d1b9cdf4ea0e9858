package dev.isogloss.embed;

import dev.isogloss.data.Key;
import java.lang.foreign.MemorySegment;

/** Vectors of keyed texts, row by row, in 32-bit floats. Safe for many threads. */
public interface Vectors {
    /** The number of rows. */
    int size();

    /** Components of a vector. */
    int dimension();

    /** The key of a row. */
    Key key(int row);

    /** The row of a key, or -1. */
    int row(Key key);

    /**
     * Rows {@code from} (inclusive) to {@code to} (exclusive), row-major and native-endian. May be a view of a mapped file (then
     * valid as long as this object is) or a copy.
     */
    MemorySegment rows(int from, int to);

    /** One vector, copied. */
    default float[] vector(int row) {
        return rows(row, row + 1).toArray(java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED);
    }
}
