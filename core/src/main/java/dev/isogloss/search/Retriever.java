package dev.isogloss.search;

import dev.isogloss.data.Query;
import dev.isogloss.data.Ranking;
import java.util.List;

/** Queries to rankings: the one shape that mining, evaluation and serving share. Implementations are safe for many threads. */
public interface Retriever {
    /** A short name for reports and rank columns, for example {@code bm25} or {@code dense}. */
    String name();

    /**
     * Ranks passages for every query.
     *
     * @param depth how many hits at most, at least 1; fewer come back when fewer passages match
     * @return one ranking a query, in the order of {@code queries}; equal input gives equal output
     */
    List<Ranking> retrieve(List<Query> queries, SearchScope scope, int depth);
}
