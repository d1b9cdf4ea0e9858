package dev.isogloss.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isogloss.data.Hit;
import dev.isogloss.data.Judgments;
import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Ranking;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** How a pool treats the query's own language: by hand, and what must hold whatever is found. */
class LanguageMeasureTest {
    private static final Key QUERY = key("sw:q");

    private static Key key(String text) {
        return Key.parse(text);
    }

    private static Ranking ranking(String... passages) {
        List<Hit> hits = new ArrayList<>();
        for (String passage : passages) {
            hits.add(new Hit(key(passage), 100 - hits.size()));
        }
        return new Ranking(QUERY, hits);
    }

    private static Map<Key, Integer> relevant(String... passages) {
        Map<Key, Integer> grades = new TreeMap<>();
        for (String passage : passages) {
            grades.put(key(passage), 1);
        }
        return grades;
    }

    private static double value(Metric metric, Ranking ranking, Map<Key, Integer> grades) {
        return metric.value(Relevance.of(ranking, grades));
    }

    @Test
    void ownLanguageIsAShareOfTheHitsThereAre() {
        Ranking ranking = ranking("sw:1", "en:1", "sw:2", "de:1", "sw:3");
        assertThat(value(new OwnLanguage(1), ranking, Map.of())).isEqualTo(1);
        assertThat(value(new OwnLanguage(2), ranking, Map.of())).isEqualTo(0.5);
        assertThat(value(new OwnLanguage(10), ranking, Map.of())).isEqualTo(0.6);
        assertThat(value(new OwnLanguage(10), ranking(), Map.of())).isZero();
    }

    @Test
    void rankDistanceIsOtherLanguagesLessTheQuerysOwn() {
        Ranking ranking = ranking("sw:1", "en:9", "en:1", "de:1");
        Map<Key, Integer> grades = relevant("sw:1", "en:1", "de:1");
        assertThat(value(new RankDistance(10), ranking, grades)).isEqualTo(3.5 - 1);
        assertThat(value(new RankDistance(3), ranking, grades))
                .as("de:1 stands behind the third rank and counts as the fourth")
                .isEqualTo(2.5);
        assertThat(value(new RankDistance(2), ranking, grades)).isEqualTo(3 - 1);
        grades.put(key("fi:1"), 1);
        assertThat(value(new RankDistance(10), ranking, grades)).isCloseTo((3 + 4 + 11) / 3.0 - 1, within(1e-12));
        grades.put(key("sw:9"), 0);
        assertThat(value(new RankDistance(10), ranking, grades))
                .as("a passage judged irrelevant plays no part")
                .isCloseTo(5, within(1e-12));
    }

    @Test
    void onlyQueriesWithRelevantPassagesInSeveralLanguagesHaveARankDistance() {
        Judgments judgments = Judgments.of(Map.of(
                key("sw:q"), relevant("sw:1", "en:1"),
                key("en:q"), relevant("en:1", "sw:1"),
                key("de:q"), relevant("de:1")));
        Ranking english = new Ranking(key("en:q"), List.of(new Hit(key("sw:1"), 2), new Hit(key("en:1"), 1)));
        List<QueryScores> scores = new Evaluator(
                        judgments, List.of(new OwnLanguage(10), new RankDistance(100), new Metric.Recall(10)))
                .evaluate(List.of(english));
        assertThat(scores)
                .extracting(score -> score.metric().name())
                .containsExactly("own-language@10", "rank-distance@100", "recall@10");
        assertThat(scores.get(0).queries()).as("a query without hits counts 0").isEqualTo(3);
        assertThat(scores.get(0).micro()).isCloseTo(0.5 / 3, within(1e-12));
        assertThat(scores.get(1).byLanguage().keySet()).containsExactly("en", "sw");
        assertThat(scores.get(1).value("en")).isEqualTo(-1);
        assertThat(scores.get(1).value("sw"))
                .as("both are missing, so neither is ahead")
                .isZero();
        assertThat(scores.get(2).micro()).isCloseTo(1 / 3.0, within(1e-12));
    }

    @Test
    void aMeasureThatNoQueryHasIsLeftOut() {
        Judgments judgments = Judgments.of(Map.of(QUERY, relevant("sw:1")));
        assertThat(new Evaluator(judgments, List.of(new RankDistance(10), new Metric.Recall(1)))
                        .evaluate(List.of(ranking("sw:1"))))
                .extracting(QueryScores::metric)
                .containsExactly(new Metric.Recall(1));
    }

    @Test
    void namesReadBackAndFilesWithoutLanguagesAreRefused() {
        for (Metric metric : List.of(new OwnLanguage(7), new RankDistance(33))) {
            assertThat(Metric.parse(metric.name())).isEqualTo(metric);
            assertThatThrownBy(() -> new RunEvaluator(Map.of("q", Map.of("p", 1)), List.of(metric)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(metric.name());
        }
        assertThatThrownBy(() -> new RankDistance(0)).hasMessageContaining("(got: 0)");
        assertThat(new ResultRow("a", "pooled", "dev", "s", "macro", "rank-distance@10", -3, 1, -4, -2).value())
                .isEqualTo(-3);
        assertThatThrownBy(() -> new ResultRow("a", "pooled", "dev", "s", "macro", "rank-distance@10", 11, 1, 10, 11))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ResultRow("a", "pooled", "dev", "s", "macro", "ndcg@10", -1, 1, -1, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Provide
    Arbitrary<List<Key>> pools() {
        Arbitrary<Key> passage = Combinators.combine(
                        Arbitraries.of("sw", "en").map(Language::new),
                        Arbitraries.integers().between(0, 30))
                .as((language, number) -> new Key(language, "p" + number));
        return passage.list().uniqueElements().ofMinSize(2).ofMaxSize(25);
    }

    /** Exchanging the two languages of a pool turns the distance round, and both measures stay in their ranges. */
    @Property(tries = 200)
    void exchangedLanguagesTurnTheDistanceRound(@ForAll("pools") List<Key> hits) {
        Map<Key, Integer> grades = relevant("sw:p1", "sw:p2", "en:p1", "en:p3");
        Ranking ranking = of("sw", hits);
        Ranking exchanged = of("en", hits);
        RankDistance distance = new RankDistance(10);
        OwnLanguage share = new OwnLanguage(10);
        double own = value(distance, ranking, grades);
        assertThat(distance.canBe(own)).isTrue();
        assertThat(value(distance, exchanged, grades)).isCloseTo(-own, within(1e-12));
        assertThat(share.canBe(value(share, ranking, grades))).isTrue();
        assertThat(value(share, ranking, grades) + value(share, exchanged, grades))
                .isCloseTo(1, within(1e-12));
    }

    private static Ranking of(String language, List<Key> passages) {
        List<Hit> hits = new ArrayList<>();
        passages.forEach(passage -> hits.add(new Hit(passage, 100 - hits.size())));
        return new Ranking(new Key(new Language(language), "q"), hits);
    }
}
