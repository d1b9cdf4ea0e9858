package dev.isogloss.testing;

import dev.isogloss.data.Key;
import dev.isogloss.embed.Vectors;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** A few vectors in plain arrays. */
public record VectorsInHeap(List<Key> keys, float[][] all) implements Vectors {
    @Override
    public int size() {
        return keys.size();
    }

    @Override
    public int dimension() {
        return all[0].length;
    }

    @Override
    public Key key(int row) {
        return keys.get(row);
    }

    @Override
    public int row(Key key) {
        return keys.indexOf(key);
    }

    @Override
    public MemorySegment rows(int from, int to) {
        float[] flat = new float[(to - from) * dimension()];
        for (int row = from; row < to; row++) {
            System.arraycopy(all[row], 0, flat, (row - from) * dimension(), dimension());
        }
        return MemorySegment.ofArray(flat);
    }
}
