package dev.isogloss.mine;

import dev.isogloss.data.Key;
import dev.isogloss.data.Ranking;
import java.util.SortedMap;

/** Makes one ranking of the rankings that several retrievers gave for one query. Safe for many threads. */
@FunctionalInterface
public interface CandidateFusion {
    /**
     * Fuses the members' rankings.
     *
     * @param members rankings by retriever name
     * @param depth how many hits at most
     */
    Ranking fuse(Key query, SortedMap<String, Ranking> members, int depth);
}
