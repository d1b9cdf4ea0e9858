package dev.isogloss.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.data.Hit;
import dev.isogloss.data.Key;
import dev.isogloss.data.Passage;
import dev.isogloss.data.Query;
import dev.isogloss.data.Ranking;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RerankerTest {
    private static final PairScorer LONGEST_FIRST = new PairScorer() {
        @Override
        public String describe() {
            return "length";
        }

        @Override
        public float[] score(List<Pair> pairs) {
            float[] scores = new float[pairs.size()];
            for (int i = 0; i < scores.length; i++) {
                scores[i] = pairs.get(i).passage().text().length();
            }
            return scores;
        }
    };

    @Test
    void ordersTheBestHitsOfEveryQueryAndCutsTheRest() {
        Reranker reranker = new Reranker(LONGEST_FIRST, RerankerTest::passage, 3);
        List<Ranking> rankings = List.of(
                ranking("en:a", "en:1", "en:333", "en:22", "en:4444"), ranking("en:b"), ranking("en:c", "en:55555"));
        List<Query> queries = rankings.stream()
                .map(ranking -> new Query(ranking.query(), "?"))
                .toList();
        List<Ranking> found = reranker.rerank(queries, rankings);
        assertThat(found)
                .extracting(ranking ->
                        ranking.hits().stream().map(hit -> hit.passage().id()).toList())
                .containsExactly(List.of("333", "22", "1"), List.of(), List.of("55555"));
        assertThat(found.getFirst().hits().getFirst().score()).isEqualTo(3);
        assertThat(reranker.rerank(queries.subList(2, 3), rankings.subList(2, 3)))
                .containsExactly(found.get(2));
    }

    @Test
    void refusesRankingsOfOtherQueriesAndNoDepth() {
        assertThatThrownBy(() -> new Reranker(LONGEST_FIRST, RerankerTest::passage, 0))
                .hasMessageContaining("(got: 0)");
        assertThatThrownBy(() -> new Reranker(LONGEST_FIRST, RerankerTest::passage, 1)
                        .rerank(List.of(), List.of(ranking("en:a"))))
                .hasMessageContaining("0 (got: 1)");
    }

    private static Passage passage(Key key) {
        return new Passage(key, "", key.id());
    }

    private static Ranking ranking(String query, String... passages) {
        List<Hit> hits = new ArrayList<>();
        for (String passage : passages) {
            hits.add(new Hit(Key.parse(passage), -hits.size()));
        }
        return Ranking.of(Key.parse(query), hits, 100);
    }
}
