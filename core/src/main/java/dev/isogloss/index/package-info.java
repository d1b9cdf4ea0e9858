/** Indexes, each a retriever: BM25, exact vectors, HNSW, hybrid. */
@NullMarked
package dev.isogloss.index;

import org.jspecify.annotations.NullMarked;
