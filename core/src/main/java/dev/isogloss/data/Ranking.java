package dev.isogloss.data;

import java.util.Collection;
import java.util.List;

/**
 * The answer to one query: hits in {@link Hit#TREC_ORDER}.
 *
 * @param hits best first; no passage twice
 */
public record Ranking(Key query, List<Hit> hits) {
    public Ranking {
        hits = List.copyOf(hits);
        for (int i = 1; i < hits.size(); i++) {
            if (Hit.TREC_ORDER.compare(hits.get(i - 1), hits.get(i)) >= 0) {
                throw new IllegalArgumentException("the hits of query " + query + " are out of order or double at rank "
                        + (i + 1) + ": " + hits.get(i - 1) + " then " + hits.get(i));
            }
        }
    }

    /** The best {@code depth} of {@code hits}, which may come in any order. */
    public static Ranking of(Key query, Collection<Hit> hits, int depth) {
        return new Ranking(
                query, hits.stream().sorted(Hit.TREC_ORDER).limit(depth).toList());
    }

    /** The first {@code depth} hits. */
    public Ranking cut(int depth) {
        return hits.size() <= depth ? this : new Ranking(query, hits.subList(0, depth));
    }
}
