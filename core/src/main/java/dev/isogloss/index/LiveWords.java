package dev.isogloss.index;

import dev.isogloss.data.Passage;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.lucene.util.SmallFloat;

/**
 * The terms of one passage that is not in the Lucene index.
 *
 * @param ids numbers of its terms in {@link Dictionary}, ascending
 * @param counts how often it has each
 * @param tokens all its terms, repeated ones as often as they occur
 * @param norm its length as Lucene rounds it
 */
record LiveWords(int[] ids, int[] counts, int tokens, long norm) {
    /** Of a passage without terms, or in an index without BM25. */
    static final LiveWords NONE = new LiveWords(new int[0], new int[0], 0, 0);

    /** Numbers of terms; only grows. Safe for many threads. */
    static final class Dictionary {
        private final ConcurrentMap<String, Integer> ids = new ConcurrentHashMap<>();
        private final AtomicInteger next = new AtomicInteger();

        /** The number of a term, or -1 where no passage ever had it. */
        int known(String term) {
            return ids.getOrDefault(term, -1);
        }

        private int number(String term) {
            return ids.computeIfAbsent(term, absent -> next.getAndIncrement());
        }
    }

    /** The terms as the index's unit has them. */
    static LiveWords of(LexicalUnit unit, Passage passage, Dictionary dictionary) {
        AnalyzedText text = Bm25Writer.analyze(unit, passage);
        if (text.terms().isEmpty()) {
            return NONE;
        }
        Map<Integer, Integer> counted = new TreeMap<>();
        text.terms().forEach(term -> counted.merge(dictionary.number(term), 1, Integer::sum));
        int tokens = text.terms().size();
        int length = tokens - text.overlaps().cardinality();
        return new LiveWords(
                counted.keySet().stream().mapToInt(Integer::intValue).toArray(),
                counted.values().stream().mapToInt(Integer::intValue).toArray(),
                tokens,
                SmallFloat.intToByte4(length));
    }

    /** Bytes that its numbers take. */
    long bytes() {
        return (long) Integer.BYTES * (ids.length + counts.length);
    }

    /** How often the passage has a term. */
    int count(int id) {
        int at = id < 0 ? -1 : Arrays.binarySearch(ids, id);
        return at < 0 ? 0 : counts[at];
    }
}
