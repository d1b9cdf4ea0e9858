package dev.isogloss.embed;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Rows as k-means sees them: of length 1, and where wanted centred by group and of length 1 again. Safe for many threads. */
final class UnitRows {
    private static final int BLOCK = 1024;

    private final int size;
    private final int dimension;
    private final int[] groups;
    private final RowReader reader;
    private final float[] scales;

    interface BlockAction {
        void run(int from, int to);
    }

    interface RowReader {
        float[] read(int row);
    }

    UnitRows(int size, int dimension, int[] groups, RowReader reader) {
        if (groups.length != size) {
            throw new IllegalArgumentException(
                    "every row needs a group (got: " + size + " rows and " + groups.length + " groups)");
        }
        this.size = size;
        this.dimension = dimension;
        this.groups = groups;
        this.reader = reader;
        this.scales = new float[size];
        forEachBlock((from, to) -> {
            for (int row = from; row < to; row++) {
                scales[row] = scale(row);
            }
        });
    }

    /** These rows less the mean of their group, of length 1 again. */
    UnitRows centred() {
        int count = Arrays.stream(groups).max().orElse(-1) + 1;
        double[][] means = sums(groups, count);
        int[] sizes = new int[count];
        for (int group : groups) {
            sizes[group]++;
        }
        for (int group = 0; group < count; group++) {
            for (int i = 0; i < dimension; i++) {
                means[group][i] /= Math.max(1, sizes[group]);
            }
        }
        return new UnitRows(size, dimension, groups, row -> {
            float[] unit = unit(row);
            for (int i = 0; i < dimension; i++) {
                unit[i] -= (float) means[groups[row]][i];
            }
            return unit;
        });
    }

    int size() {
        return size;
    }

    /** A row of length 1, a copy; zeros stay zeros. */
    float[] unit(int row) {
        float[] raw = reader.read(row);
        float[] unit = new float[dimension];
        float scale = scales[row];
        for (int i = 0; i < dimension; i++) {
            unit[i] = raw[i] * scale;
        }
        return unit;
    }

    private float scale(int row) {
        float[] raw = reader.read(row);
        if (raw.length != dimension) {
            throw new IllegalArgumentException(
                    "row " + row + " has " + raw.length + " components, the first has " + dimension);
        }
        double squares = 0;
        for (float component : raw) {
            squares += component * component;
        }
        return squares > 0 ? (float) (1 / Math.sqrt(squares)) : 0;
    }

    /** The direction of a row; zeros stay zeros. */
    static float[] unit(double[] row) {
        double squares = 0;
        for (double component : row) {
            squares += component * component;
        }
        float[] unit = new float[row.length];
        if (squares > 0) {
            double length = Math.sqrt(squares);
            for (int i = 0; i < row.length; i++) {
                unit[i] = (float) (row[i] / length);
            }
        }
        return unit;
    }

    /** The sum of the rows of each part. */
    double[][] sums(int[] parts, int count) {
        int blocks = (size + BLOCK - 1) / BLOCK;
        double[][] sums = new double[count][dimension];
        // A few blocks at a time bound the memory; adding them in order fixes the rounding.
        for (int first = 0; first < blocks; first += 16) {
            int last = Math.min(first + 16, blocks);
            List<double[][]> partial = IntStream.range(first, last)
                    .parallel()
                    .mapToObj(block -> blockSums(block, parts, count))
                    .toList();
            for (double[][] block : partial) {
                for (int part = 0; part < count; part++) {
                    for (int i = 0; i < dimension; i++) {
                        sums[part][i] += block[part][i];
                    }
                }
            }
        }
        return sums;
    }

    private double[][] blockSums(int block, int[] parts, int count) {
        double[][] sums = new double[count][dimension];
        for (int row = block * BLOCK; row < Math.min(size, (block + 1) * BLOCK); row++) {
            float[] unit = unit(row);
            double[] sum = sums[parts[row]];
            for (int i = 0; i < dimension; i++) {
                sum[i] += unit[i];
            }
        }
        return sums;
    }

    void forEachBlock(BlockAction action) {
        IntStream.range(0, (size + BLOCK - 1) / BLOCK)
                .parallel()
                .forEach(block -> action.run(block * BLOCK, Math.min(size, (block + 1) * BLOCK)));
    }
}
