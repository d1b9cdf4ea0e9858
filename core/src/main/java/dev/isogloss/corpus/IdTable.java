package dev.isogloss.corpus;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * The ids of a corpus as they lie on disk, by ordinal; compared as unsigned bytes.
 *
 * @param ids contents of {@link CorpusFile#IDS}
 * @param offsets contents of {@link CorpusFile#ID_OFFSETS}
 */
record IdTable(MemorySegment ids, MemorySegment offsets) {
    String id(int ordinal) {
        return new String(slice(ordinal).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }

    /** The id at an ordinal against another id. */
    int compare(int ordinal, MemorySegment id) {
        return compare(slice(ordinal), id);
    }

    int compare(int left, int right) {
        return compare(slice(left), slice(right));
    }

    private MemorySegment slice(int ordinal) {
        long start = offsets.get(CorpusFile.LONG, CorpusFile.HEADER + 8L * ordinal);
        long end = offsets.get(CorpusFile.LONG, CorpusFile.HEADER + 8L * (ordinal + 1L));
        return ids.asSlice(start, end - start);
    }

    private static int compare(MemorySegment left, MemorySegment right) {
        long mismatch = left.mismatch(right);
        if (mismatch < 0) {
            return 0;
        }
        if (mismatch >= left.byteSize() || mismatch >= right.byteSize()) {
            return Long.compare(left.byteSize(), right.byteSize());
        }
        return Integer.compare(
                left.get(ValueLayout.JAVA_BYTE, mismatch) & 0xff, right.get(ValueLayout.JAVA_BYTE, mismatch) & 0xff);
    }

    /** The ordinals {@code from .. to - 1} ordered by id: a bottom-up merge sort over two int arrays, equal ids by ordinal. */
    int[] sorted(int from, int to) {
        int size = to - from;
        int[] source = new int[size];
        for (int i = 0; i < size; i++) {
            source[i] = from + i;
        }
        int[] target = new int[size];
        for (long width = 1; width < size; width *= 2) {
            for (long start = 0; start < size; start += 2 * width) {
                merge(source, target, start, Math.min(start + width, size), Math.min(start + 2 * width, size));
            }
            int[] swap = source;
            source = target;
            target = swap;
        }
        return source;
    }

    private void merge(int[] source, int[] target, long start, long middle, long end) {
        int left = (int) start;
        int right = (int) middle;
        for (int i = (int) start; i < end; i++) {
            boolean takeLeft = left < middle && (right >= end || compare(source[left], source[right]) <= 0);
            target[i] = takeLeft ? source[left++] : source[right++];
        }
    }
}
