package dev.isogloss.rerank;

import dev.isogloss.data.Key;
import dev.isogloss.io.StableHash;

/**
 * Parts queries into folds by a hash of their ids. The language does not enter: translations of a query that share its id, as in
 * parallel sets, are in one fold, and no model sees the answer to a query in another language.
 *
 * @param count 2 .. 20
 */
public record Folds(int count, long seed) {
    public Folds {
        if (count < 2 || count > 20) {
            throw new IllegalArgumentException("there must be 2 .. 20 folds (got: " + count + ")");
        }
    }

    /** The fold of a query, 0 .. {@code count - 1}; a query's fold does not depend on what other queries there are. */
    public int of(Key query) {
        return (int) Long.remainderUnsigned(StableHash.of(seed, "fold " + query.id()), count);
    }
}
