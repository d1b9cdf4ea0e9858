package dev.isogloss.embed;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A matrix product in Java's Vector API: no native library, any processor.
 *
 * <p>Every score is {@code s = fma(query[k], passage[k], s)} for {@code k} ascending from {@code s = 0}, in one lane of one
 * register. So a score depends on its two vectors alone: neither on where they lie in the matrices, nor on the shapes, nor on
 * how wide the machine's registers are.
 *
 * <p>The kernel keeps a tile of {@link #TILE_ROWS} x two registers of scores in registers over the whole dimension (the shape
 * that BLIS uses for AVX2, https://doi.org/10.1145/2764454). Passages are transposed, one tile wide, into a panel that stays in
 * the first-level cache while all queries pass over it.
 */
public final class VectorApiProduct implements MatrixProduct {
    private static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;
    private static final int WIDTH = LANES.length();

    /** Queries of a tile: 6 x 2 sums, 2 passage registers and 1 query value fit the 16 registers of AVX2. */
    private static final int TILE_ROWS = 6;

    private static final int TILE_COLUMNS = 2 * WIDTH;

    /** Queries that are packed at once, a multiple of the tile's rows: bounds the scratch memory. */
    private static final int PACKED_ROWS = 86 * TILE_ROWS;

    /** With so few queries transposing the passages costs more than it gains. */
    private static final int FEW_ROWS = 4;

    @Override
    public void multiply(
            MemorySegment queries, int rows, MemorySegment passages, int columns, int dimension, MemorySegment scores) {
        requireSize("queries", queries, rows, dimension);
        requireSize("passages", passages, columns, dimension);
        requireSize("scores", scores, rows, columns);
        if (rows <= FEW_ROWS) {
            multiplyFew(queries, rows, passages, columns, dimension, scores);
        } else {
            multiplyTiles(queries, rows, passages, columns, dimension, scores);
        }
    }

    private static void multiplyTiles(
            MemorySegment queries, int rows, MemorySegment passages, int columns, int dimension, MemorySegment scores) {
        float[] vector = new float[dimension];
        float[] packed = new float[roundedUp(Math.min(rows, PACKED_ROWS)) * dimension];
        float[] panel = new float[TILE_COLUMNS * dimension];
        float[] tile = new float[TILE_ROWS * TILE_COLUMNS];
        for (int row = 0; row < rows; row += PACKED_ROWS) {
            int packedRows = Math.min(PACKED_ROWS, rows - row);
            packQueries(queries, row, packedRows, vector, packed);
            for (int column = 0; column < columns; column += TILE_COLUMNS) {
                int width = Math.min(TILE_COLUMNS, columns - column);
                packPassages(passages, column, width, vector, panel);
                for (int inner = 0; inner < packedRows; inner += TILE_ROWS) {
                    multiplyTile(packed, inner * dimension, panel, dimension, tile);
                    int height = Math.min(TILE_ROWS, packedRows - inner);
                    for (int i = 0; i < height; i++) {
                        long offset = ((long) (row + inner + i) * columns + column) * Float.BYTES;
                        MemorySegment.copy(tile, i * TILE_COLUMNS, scores, JAVA_FLOAT_UNALIGNED, offset, width);
                    }
                }
            }
        }
    }

    private static void requireSize(String name, MemorySegment segment, int rows, int columns) {
        long bytes = (long) rows * columns * Float.BYTES;
        if (rows < 0 || columns < 0 || segment.byteSize() < bytes) {
            throw new IllegalArgumentException(name + " must hold " + rows + " x " + columns + " floats, " + bytes
                    + " bytes (got: " + segment.byteSize() + " bytes)");
        }
    }

    private static int roundedUp(int rows) {
        return (rows + TILE_ROWS - 1) / TILE_ROWS * TILE_ROWS;
    }

    /** The same sums one at a time, of eight passages side by side because one would wait for itself at every addition. */
    private static void multiplyFew(
            MemorySegment queries, int rows, MemorySegment passages, int columns, int dimension, MemorySegment scores) {
        float[] query = new float[dimension];
        float[][] eight = new float[8][dimension];
        float[] sums = new float[8];
        for (int column = 0; column < columns; column += 8) {
            int width = Math.min(8, columns - column);
            for (int i = 0; i < width; i++) {
                long offset = (long) (column + i) * dimension * Float.BYTES;
                MemorySegment.copy(passages, JAVA_FLOAT_UNALIGNED, offset, eight[i], 0, dimension);
            }
            for (int row = 0; row < rows; row++) {
                MemorySegment.copy(
                        queries, JAVA_FLOAT_UNALIGNED, (long) row * dimension * Float.BYTES, query, 0, dimension);
                multiplyEight(query, eight, sums);
                long offset = ((long) row * columns + column) * Float.BYTES;
                MemorySegment.copy(sums, 0, scores, JAVA_FLOAT_UNALIGNED, offset, width);
            }
        }
    }

    private static void multiplyEight(float[] query, float[][] eight, float[] sums) {
        float[] passage0 = eight[0];
        float[] passage1 = eight[1];
        float[] passage2 = eight[2];
        float[] passage3 = eight[3];
        float[] passage4 = eight[4];
        float[] passage5 = eight[5];
        float[] passage6 = eight[6];
        float[] passage7 = eight[7];
        float sum0 = 0;
        float sum1 = 0;
        float sum2 = 0;
        float sum3 = 0;
        float sum4 = 0;
        float sum5 = 0;
        float sum6 = 0;
        float sum7 = 0;
        for (int k = 0; k < query.length; k++) {
            float value = query[k];
            sum0 = Math.fma(value, passage0[k], sum0);
            sum1 = Math.fma(value, passage1[k], sum1);
            sum2 = Math.fma(value, passage2[k], sum2);
            sum3 = Math.fma(value, passage3[k], sum3);
            sum4 = Math.fma(value, passage4[k], sum4);
            sum5 = Math.fma(value, passage5[k], sum5);
            sum6 = Math.fma(value, passage6[k], sum6);
            sum7 = Math.fma(value, passage7[k], sum7);
        }
        sums[0] = sum0;
        sums[1] = sum1;
        sums[2] = sum2;
        sums[3] = sum3;
        sums[4] = sum4;
        sums[5] = sum5;
        sums[6] = sum6;
        sums[7] = sum7;
    }

    /** Interleaves groups of six queries component by component; rows that are missing to six are zero. */
    private static void packQueries(MemorySegment queries, int from, int rows, float[] vector, float[] packed) {
        int dimension = vector.length;
        Arrays.fill(packed, 0, roundedUp(rows) * dimension, 0f);
        for (int row = 0; row < rows; row++) {
            long offset = (long) (from + row) * dimension * Float.BYTES;
            MemorySegment.copy(queries, JAVA_FLOAT_UNALIGNED, offset, vector, 0, dimension);
            int at = row / TILE_ROWS * TILE_ROWS * dimension + row % TILE_ROWS;
            for (int k = 0; k < dimension; k++, at += TILE_ROWS) {
                packed[at] = vector[k];
            }
        }
    }

    private static void packPassages(MemorySegment passages, int from, int width, float[] vector, float[] panel) {
        int dimension = vector.length;
        if (width < TILE_COLUMNS) {
            Arrays.fill(panel, 0f);
        }
        for (int column = 0; column < width; column++) {
            long offset = (long) (from + column) * dimension * Float.BYTES;
            MemorySegment.copy(passages, JAVA_FLOAT_UNALIGNED, offset, vector, 0, dimension);
            for (int k = 0, at = column; k < dimension; k++, at += TILE_COLUMNS) {
                panel[at] = vector[k];
            }
        }
    }

    private static void multiplyTile(float[] packed, int from, float[] panel, int dimension, float[] tile) {
        FloatVector left0 = FloatVector.zero(LANES);
        FloatVector left1 = left0;
        FloatVector left2 = left0;
        FloatVector left3 = left0;
        FloatVector left4 = left0;
        FloatVector left5 = left0;
        FloatVector right0 = left0;
        FloatVector right1 = left0;
        FloatVector right2 = left0;
        FloatVector right3 = left0;
        FloatVector right4 = left0;
        FloatVector right5 = left0;
        for (int k = 0, query = from, passage = 0; k < dimension; k++, query += TILE_ROWS, passage += TILE_COLUMNS) {
            FloatVector left = FloatVector.fromArray(LANES, panel, passage);
            FloatVector right = FloatVector.fromArray(LANES, panel, passage + WIDTH);
            FloatVector value = FloatVector.broadcast(LANES, packed[query]);
            left0 = value.fma(left, left0);
            right0 = value.fma(right, right0);
            value = FloatVector.broadcast(LANES, packed[query + 1]);
            left1 = value.fma(left, left1);
            right1 = value.fma(right, right1);
            value = FloatVector.broadcast(LANES, packed[query + 2]);
            left2 = value.fma(left, left2);
            right2 = value.fma(right, right2);
            value = FloatVector.broadcast(LANES, packed[query + 3]);
            left3 = value.fma(left, left3);
            right3 = value.fma(right, right3);
            value = FloatVector.broadcast(LANES, packed[query + 4]);
            left4 = value.fma(left, left4);
            right4 = value.fma(right, right4);
            value = FloatVector.broadcast(LANES, packed[query + 5]);
            left5 = value.fma(left, left5);
            right5 = value.fma(right, right5);
        }
        store(left0, right0, tile, 0);
        store(left1, right1, tile, 1);
        store(left2, right2, tile, 2);
        store(left3, right3, tile, 3);
        store(left4, right4, tile, 4);
        store(left5, right5, tile, 5);
    }

    private static void store(FloatVector left, FloatVector right, float[] tile, int row) {
        left.intoArray(tile, row * TILE_COLUMNS);
        right.intoArray(tile, row * TILE_COLUMNS + WIDTH);
    }
}
