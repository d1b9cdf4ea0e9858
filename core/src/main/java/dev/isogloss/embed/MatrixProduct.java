package dev.isogloss.embed;

import java.lang.foreign.MemorySegment;

/** The one matrix product that exact search and k-means need. Safe for many threads. */
public interface MatrixProduct {
    /**
     * {@code scores = queries x passages^T} in 32-bit floats, all three row-major and native-endian.
     *
     * @param queries {@code (rows, dimension)}
     * @param passages {@code (columns, dimension)}
     * @param scores {@code (rows, columns)}, overwritten
     */
    void multiply(
            MemorySegment queries, int rows, MemorySegment passages, int columns, int dimension, MemorySegment scores);
}
