package dev.isogloss.testing;

import dev.isogloss.data.Key;
import dev.isogloss.embed.Vectors;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A few vectors in plain arrays. */
public final class VectorsInHeap implements Vectors {
    private final List<Key> keys;
    private final float[][] all;
    private final Map<Key, Integer> rows = new HashMap<>();

    /** One row a key; at least one. */
    public VectorsInHeap(List<Key> keys, float[][] all) {
        this.keys = List.copyOf(keys);
        this.all = all;
        keys.forEach(key -> rows.put(key, rows.size()));
    }

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
        return rows.getOrDefault(key, -1);
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
