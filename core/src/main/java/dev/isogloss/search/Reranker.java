package dev.isogloss.search;

import dev.isogloss.data.Hit;
import dev.isogloss.data.Key;
import dev.isogloss.data.Passage;
import dev.isogloss.data.Query;
import dev.isogloss.data.Ranking;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Orders the best hits of another ranking by a {@link PairScorer}. Safe for many threads.
 *
 * @param passages the passage of a key that was retrieved
 * @param depth how many hits are read together with the query; those below are cut off, since their scores do not compare
 */
public record Reranker(PairScorer scorer, Function<Key, Passage> passages, int depth) {
    public Reranker {
        if (depth < 1) {
            throw new IllegalArgumentException("depth must be at least 1 (got: " + depth + ")");
        }
    }

    /**
     * One ranking a query, in their order.
     *
     * @param rankings one a query, in the order of the queries
     */
    public List<Ranking> rerank(List<Query> queries, List<Ranking> rankings) {
        if (queries.size() != rankings.size()) {
            throw new IllegalArgumentException(
                    "there must be one ranking a query, " + queries.size() + " (got: " + rankings.size() + ")");
        }
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < queries.size(); i++) {
            for (Hit hit : rankings.get(i).cut(depth).hits()) {
                pairs.add(new Pair(queries.get(i), passages.apply(hit.passage())));
            }
        }
        float[] scores = scorer.score(pairs);
        List<Ranking> reranked = new ArrayList<>();
        int at = 0;
        for (int i = 0; i < queries.size(); i++) {
            List<Hit> hits = new ArrayList<>();
            for (Hit hit : rankings.get(i).cut(depth).hits()) {
                hits.add(new Hit(hit.passage(), scores[at++]));
            }
            reranked.add(Ranking.of(queries.get(i).key(), hits, depth));
        }
        return reranked;
    }
}
