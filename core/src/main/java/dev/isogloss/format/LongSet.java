package dev.isogloss.format;

/** A set of 64-bit hashes in an open table, at least a third full: ten million take 134 to 268 MB and no objects. */
public final class LongSet {
    private long[] table = new long[1 << 10];
    private boolean zero;
    private int size;

    /** Adds a hash; says whether it is new. */
    public boolean add(long hash) {
        if (hash == 0) {
            boolean isNew = !zero;
            zero = true;
            return isNew;
        }
        if (size * 3L > table.length * 2L) {
            grow();
        }
        return insert(table, hash);
    }

    private boolean insert(long[] into, long hash) {
        int slot = (int) (hash ^ (hash >>> 32)) & (into.length - 1);
        while (into[slot] != 0) {
            if (into[slot] == hash) {
                return false;
            }
            slot = (slot + 1) & (into.length - 1);
        }
        into[slot] = hash;
        size++;
        return true;
    }

    private void grow() {
        long[] larger = new long[table.length * 2];
        size = 0;
        for (long hash : table) {
            if (hash != 0) {
                insert(larger, hash);
            }
        }
        table = larger;
    }
}
