package dev.isogloss.bench.kernel;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.embed.Vectors;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;

/** Random rows outside the heap, about of length 1. */
final class RandomMatrix implements Vectors {
    static final int DIMENSION = 384;

    private final int rows;
    private final MemorySegment memory;

    RandomMatrix(int rows, long seed) {
        this.rows = rows;
        this.memory = memory(rows, DIMENSION);
        SplittableRandom random = new SplittableRandom(seed);
        for (long i = 0; i < (long) rows * DIMENSION; i++) {
            memory.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) (random.nextGaussian() / Math.sqrt(DIMENSION)));
        }
    }

    static MemorySegment memory(int rows, int columns) {
        return Arena.ofAuto().allocate((long) Float.BYTES * rows * columns, 64);
    }

    @Override
    public int size() {
        return rows;
    }

    @Override
    public int dimension() {
        return DIMENSION;
    }

    @Override
    public Key key(int row) {
        return new Key(new Language("en"), Integer.toString(row));
    }

    @Override
    public int row(Key key) {
        return Integer.parseInt(key.id());
    }

    @Override
    public MemorySegment rows(int from, int to) {
        long bytes = (long) Float.BYTES * DIMENSION;
        return memory.asSlice(from * bytes, (to - from) * bytes);
    }
}
