package dev.isogloss.server;

import dev.isogloss.data.Passage;
import dev.isogloss.index.LivePassages;
import dev.isogloss.job.OpenIndex;
import java.util.List;

/**
 * How much may be put on top of an index: all of it is kept in memory, and every search looks at each passage.
 *
 * @param passages at most
 * @param bytes that they take in memory, at most
 */
record LiveLimit(int passages, long bytes) {
    private static final int MOST_PASSAGES = 200_000;

    /** A share of the heap that leaves room for the searches, and for the old and the new state while a commit is made. */
    static LiveLimit ofThisProcess() {
        return new LiveLimit(MOST_PASSAGES, Runtime.getRuntime().maxMemory() / 4);
    }

    /**
     * Refuses what would be too much; deleting never is. Vectors that are yet to be made are not counted, so that one request may
     * exceed the limit by those of its own.
     *
     * @throws Problem with status 409
     */
    void require(LivePassages now, List<OpenIndex.Write> wanted) {
        List<Passage> puts =
                wanted.stream().flatMap(write -> write.put().stream()).toList();
        if (puts.isEmpty()) {
            return;
        }
        long more = puts.stream().mapToLong(LivePassages::bytes).sum();
        if (now.putPassages() + puts.size() > passages || now.putBytes() + more > bytes) {
            throw new Problem(
                    409,
                    "the index has " + now.putPassages() + " documents that came after it was built, of "
                            + now.putBytes()
                            + " bytes in memory, and can have at most " + passages + " of " + bytes
                            + " bytes (a quarter of the heap); make a new index of both with: isogloss index compact");
        }
    }
}
