package dev.isogloss.index;

import dev.isogloss.data.Key;
import dev.isogloss.embed.Vectors;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The vectors of an index less the hidden ones, and behind them those that were put. Safe for many threads. */
final class LiveVectors implements Vectors {
    private final Vectors base;
    /** The base's rows that are to be seen. */
    private final int[] shown;

    private final List<LivePassages.Live> put;
    private final Map<Key, Integer> rows = new HashMap<>();

    LiveVectors(Vectors base, LivePassages live) {
        this.base = base;
        this.shown = IntStream.range(0, base.size())
                .filter(row -> !live.hiddenRows().get(row))
                .toArray();
        this.put = List.copyOf(live.all());
        for (LivePassages.Live one : put) {
            rows.put(one.passage().key(), shown.length + rows.size());
        }
    }

    @Override
    public int size() {
        return shown.length + put.size();
    }

    @Override
    public int dimension() {
        return base.dimension();
    }

    @Override
    public Key key(int row) {
        return row < shown.length
                ? base.key(shown[row])
                : put.get(row - shown.length).passage().key();
    }

    @Override
    public int row(Key key) {
        Integer own = rows.get(key);
        return own == null ? Math.max(-1, Arrays.binarySearch(shown, base.row(key))) : own;
    }

    @Override
    public MemorySegment rows(int from, int to) {
        float[] copied = new float[Math.multiplyExact(to - from, dimension())];
        for (int row = from; row < to; row++) {
            System.arraycopy(vector(row), 0, copied, (row - from) * dimension(), dimension());
        }
        return MemorySegment.ofArray(copied);
    }

    @Override
    public float[] vector(int row) {
        return row < shown.length
                ? base.vector(shown[row])
                : put.get(row - shown.length).vector().clone();
    }
}
