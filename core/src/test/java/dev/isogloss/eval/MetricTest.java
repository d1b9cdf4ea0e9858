package dev.isogloss.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isogloss.data.Hit;
import dev.isogloss.data.Judgments;
import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Ranking;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class MetricTest {
    private static final List<Metric> METRICS = List.of(
            new Metric.Ndcg(4), new Metric.Recall(4), new Metric.ReciprocalRank(4), new Metric.AveragePrecision());

    @Test
    void namesAreReadBack() {
        for (Metric metric : METRICS) {
            assertThat(Metric.parse(metric.name())).isEqualTo(metric);
        }
        assertThat(Metric.STANDARD).extracting(Metric::name).containsExactly("ndcg@10", "recall@100", "mrr@10", "map");
        for (String wrong : List.of("ndcg", "ndcg@0", "map@x", "precision@5", "")) {
            assertThatThrownBy(() -> Metric.parse(wrong)).hasMessageContaining("(got: " + wrong + ")");
        }
    }

    @Test
    void valuesWorkedOutByHand() {
        Relevance relevance = Relevance.of(new int[] {0, 2, -1, 1}, List.of(2, -1, 1, 3, 0));
        double log2of3 = Math.log(3) / Math.log(2);
        double log2of5 = Math.log(5) / Math.log(2);
        assertThat(new Metric.Ndcg(10).value(relevance))
                .isCloseTo((2 / log2of3 + 1 / log2of5) / (3 + 2 / log2of3 + 1 / 2.0), within(1e-12));
        assertThat(new Metric.Recall(2).value(relevance)).isCloseTo(1 / 3.0, within(1e-12));
        assertThat(new Metric.ReciprocalRank(10).value(relevance)).isEqualTo(0.5);
        assertThat(new Metric.ReciprocalRank(1).value(relevance)).isZero();
        assertThat(new Metric.AveragePrecision().value(relevance)).isCloseTo((1 / 2.0 + 2 / 4.0) / 3, within(1e-12));
    }

    @Property
    void valuesLieBetweenZeroAndOneAndTheIdealOrderReachesOne(
            @ForAll @Size(max = 12) List<@IntRange(min = -1, max = 3) Integer> ranked,
            @ForAll @Size(max = 6) List<@IntRange(min = -1, max = 3) Integer> missed) {
        List<Integer> judged = new ArrayList<>(ranked);
        judged.addAll(missed);
        Relevance relevance = Relevance.of(grades(ranked), judged);
        assertThat(METRICS)
                .allSatisfy(metric -> assertThat(metric.value(relevance)).isBetween(0.0, 1.0));
        int[] ideal = judged.stream().mapToInt(Integer::intValue).sorted().toArray();
        int[] best = new int[ideal.length];
        Arrays.setAll(best, i -> ideal[ideal.length - 1 - i]);
        Relevance atBest = Relevance.of(best, judged);
        double expected = atBest.relevant() == 0 ? 0 : 1;
        assertThat(new Metric.Ndcg(4).value(atBest)).isEqualTo(expected);
        assertThat(new Metric.AveragePrecision().value(atBest)).isEqualTo(expected);
    }

    @Property
    void whatFollowsBehindTheDepthChangesNothing(
            @ForAll @Size(min = 4, max = 8) List<@IntRange(min = 0, max = 2) Integer> ranked,
            @ForAll @Size(max = 5) List<@IntRange(min = 0, max = 2) Integer> behind) {
        List<Integer> longer = new ArrayList<>(ranked);
        longer.addAll(behind);
        Relevance before = Relevance.of(grades(ranked), longer);
        Relevance after = Relevance.of(grades(longer), longer);
        for (Metric metric : METRICS.subList(0, 3)) {
            assertThat(metric.value(after)).isEqualTo(metric.value(before));
        }
        int[] irrelevant = Arrays.copyOf(grades(ranked), ranked.size() + 3);
        assertThat(new Metric.AveragePrecision().value(Relevance.of(irrelevant, longer)))
                .isEqualTo(new Metric.AveragePrecision().value(before));
    }

    @Property
    void aMonotoneMapOfTheScoresAndTheOrderOfLinesChangeNothing(
            @ForAll @Size(min = 1, max = 15) List<@IntRange(min = -20, max = 20) Integer> scores,
            @ForAll @Size(min = 15, max = 15) List<@IntRange(min = 0, max = 2) Integer> grades)
            throws IOException {
        Map<String, Integer> judged = new TreeMap<>();
        for (int i = 0; i < grades.size(); i++) {
            judged.put("d" + i, grades.get(i));
        }
        RunEvaluator evaluator = new RunEvaluator(Map.of("q", judged), METRICS);
        List<QueryScores> straight = evaluator
                .evaluate(lines -> {
                    for (int i = 0; i < scores.size(); i++) {
                        lines.accept("q", "d" + i, scores.get(i));
                    }
                })
                .scores();
        List<QueryScores> mapped = evaluator
                .evaluate(lines -> {
                    for (int i = scores.size() - 1; i >= 0; i--) {
                        lines.accept("q", "d" + i, (float) Math.cbrt(3.0 * scores.get(i)) + 100);
                    }
                })
                .scores();
        assertThat(mapped).isEqualTo(straight);
        assertThat(new Evaluator(judgments("q", judged), METRICS)
                        .evaluate(List.of(ranking("q", scores))).stream().map(QueryScores::micro))
                .isEqualTo(straight.stream().map(QueryScores::micro).toList());
    }

    private static Judgments judgments(String query, Map<String, Integer> grades) {
        Map<Key, Integer> byKey = new TreeMap<>();
        grades.forEach((passage, grade) -> byKey.put(key(passage), grade));
        return Judgments.of(Map.of(key(query), byKey));
    }

    private static Ranking ranking(String query, List<Integer> scores) {
        List<Hit> hits = new ArrayList<>();
        for (int i = 0; i < scores.size(); i++) {
            hits.add(new Hit(key("d" + i), scores.get(i)));
        }
        return Ranking.of(key(query), hits, 100);
    }

    private static Key key(String id) {
        return new Key(new Language("sw"), id);
    }

    private static int[] grades(List<Integer> grades) {
        return grades.stream().mapToInt(Integer::intValue).toArray();
    }
}
