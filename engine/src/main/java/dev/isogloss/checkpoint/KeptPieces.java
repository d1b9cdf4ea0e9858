package dev.isogloss.checkpoint;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** The word pieces that stay when a vocabulary is trimmed; their order stays, their ids close up. */
final class KeptPieces {
    private final int[] oldIds;

    KeptPieces(BitSet kept) {
        this.oldIds = kept.stream().toArray();
    }

    int size() {
        return oldIds.length;
    }

    /** By new id. */
    long[] oldIds() {
        return Arrays.stream(oldIds).asLongStream().toArray();
    }

    boolean contains(@Nullable Integer oldId) {
        return oldId != null && Arrays.binarySearch(oldIds, oldId) >= 0;
    }

    /**
     * The id a piece has now.
     *
     * @throws IllegalArgumentException when it did not stay
     */
    int newId(int oldId) {
        int at = Arrays.binarySearch(oldIds, oldId);
        if (at < 0) {
            throw new IllegalArgumentException("word piece " + oldId + " does not stay");
        }
        return at;
    }
}
