package dev.isogloss.index;

import dev.isogloss.data.Key;
import dev.isogloss.embed.Vectors;
import java.lang.foreign.MemorySegment;

/**
 * Vectors as a language balance leaves them, moved when they are asked for.
 *
 * @param raw as they were encoded
 */
record BalancedVectors(Vectors raw, LanguageBalance balance) implements Vectors {
    @Override
    public int size() {
        return raw.size();
    }

    @Override
    public int dimension() {
        return raw.dimension();
    }

    @Override
    public Key key(int row) {
        return raw.key(row);
    }

    @Override
    public int row(Key key) {
        return raw.row(key);
    }

    @Override
    public MemorySegment rows(int from, int to) {
        float[] rows = new float[(to - from) * dimension()];
        for (int row = from; row < to; row++) {
            System.arraycopy(vector(row), 0, rows, (row - from) * dimension(), dimension());
        }
        return MemorySegment.ofArray(rows);
    }

    @Override
    public float[] vector(int row) {
        return balance.balanced(key(row).language(), raw.vector(row));
    }
}
