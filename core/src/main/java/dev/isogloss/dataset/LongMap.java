package dev.isogloss.dataset;

/** From 64-bit hashes to 64-bit hashes in an open table, at least a third full: no objects. A hash of 0 counts as 1. One per thread. */
public final class LongMap {
    private long[] keys = new long[1 << 10];
    private long[] values = new long[1 << 10];
    private int size;

    /** Puts a value where there is none. Returns the one that was there, or 0. */
    public long putIfAbsent(long key, long value) {
        if (size * 3L > keys.length * 2L) {
            grow();
        }
        int slot = slot(keys, key == 0 ? 1 : key);
        if (keys[slot] != 0) {
            return values[slot];
        }
        keys[slot] = key == 0 ? 1 : key;
        values[slot] = value == 0 ? 1 : value;
        size++;
        return 0;
    }

    private static int slot(long[] keys, long key) {
        int slot = (int) (key ^ (key >>> 32)) & (keys.length - 1);
        while (keys[slot] != 0 && keys[slot] != key) {
            slot = (slot + 1) & (keys.length - 1);
        }
        return slot;
    }

    private void grow() {
        long[] largerKeys = new long[keys.length * 2];
        long[] largerValues = new long[keys.length * 2];
        for (int i = 0; i < keys.length; i++) {
            if (keys[i] != 0) {
                int slot = slot(largerKeys, keys[i]);
                largerKeys[slot] = keys[i];
                largerValues[slot] = values[i];
            }
        }
        keys = largerKeys;
        values = largerValues;
    }
}
