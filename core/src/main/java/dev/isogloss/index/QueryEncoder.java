package dev.isogloss.index;

import dev.isogloss.data.Query;
import java.util.List;

/** Where a dense index gets the vectors of queries from: an embedder, or a file of vectors. Safe for many threads. */
@FunctionalInterface
public interface QueryEncoder {
    /** One vector a query, in order, each of the index's dimension. */
    float[][] encode(List<Query> queries);
}
