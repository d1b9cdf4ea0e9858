package dev.isogloss.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.data.Hit;
import dev.isogloss.data.Judgments;
import dev.isogloss.data.Key;
import dev.isogloss.data.Ranking;
import dev.isogloss.io.BadInputException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EvaluatorTest {
    private static final List<Metric> RECIPROCAL_RANK = List.of(new Metric.ReciprocalRank(10));
    private static final Map<String, Map<String, Integer>> JUDGMENTS =
            Map.of("q1", Map.of("d1", 1), "q2", Map.of("d1", 1), "q3", Map.of("d1", 1));

    @Test
    void averagesOverAllJudgedQueriesByLanguage() {
        Judgments judgments = Judgments.of(Map.of(
                Key.parse("sw:1"), Map.of(Key.parse("sw:a"), 1),
                Key.parse("sw:2"), Map.of(Key.parse("sw:a"), 1),
                Key.parse("en:1"), Map.of(Key.parse("en:a"), 1)));
        List<Ranking> run = List.of(
                Ranking.of(Key.parse("sw:1"), List.of(new Hit(Key.parse("sw:a"), 1)), 10),
                Ranking.of(Key.parse("en:1"), List.of(new Hit(Key.parse("en:a"), 1)), 10),
                Ranking.of(Key.parse("en:9"), List.of(new Hit(Key.parse("en:a"), 1)), 10));
        QueryScores scores =
                new Evaluator(judgments, RECIPROCAL_RANK).evaluate(run).getFirst();
        assertThat(scores.value("sw")).isEqualTo(0.5);
        assertThat(scores.macro()).isEqualTo(0.75);
        assertThat(scores.micro()).isEqualTo(2 / 3.0);
        assertThat(scores.queries()).isEqualTo(3);
        QueryScores crossed =
                new Evaluator(judgments, RECIPROCAL_RANK).evaluate(run, "sw>en").getFirst();
        assertThat(crossed.value("sw>en")).isEqualTo(2 / 3.0);
        assertThat(scores.and(crossed).queries()).isEqualTo(6);
        assertThatThrownBy(() -> scores.and(scores)).hasMessageContaining("comes twice");
        assertThatThrownBy(() -> new Evaluator(judgments, RECIPROCAL_RANK).evaluate(List.of(run.get(0), run.get(0))))
                .hasMessageContaining("sw:1");
    }

    @Test
    void readsScatteredQueriesOnceMoreAndOnlyThen() throws IOException {
        AtomicInteger readings = new AtomicInteger();
        RunEvaluator evaluator = new RunEvaluator(JUDGMENTS, RECIPROCAL_RANK);
        RunEvaluator.Outcome scattered = evaluator.evaluate(lines -> {
            readings.incrementAndGet();
            lines.accept("q1", "d0", 2);
            lines.accept("q2", "d1", 2);
            lines.accept("x", "d1", 2);
            lines.accept("q1", "d1", 3);
            lines.accept("q1", "d2", 4);
        });
        assertThat(readings).hasValue(2);
        assertThat(scattered.scores().getFirst().byLanguage().get("und"))
                .containsExactlyInAnyOrderEntriesOf(Map.of("q1", 0.5, "q2", 1.0, "q3", 0.0));
        assertThat(scattered.lines()).isEqualTo(5);
        assertThat(scattered.missing()).isEqualTo(1);
        assertThat(scattered.unjudged()).isEqualTo(1);
        RunEvaluator.Outcome contiguous = evaluator.evaluate(lines -> {
            readings.incrementAndGet();
            lines.accept("q2", "d1", 2);
            lines.accept("x", "d1", 2);
            lines.accept("q1", "d0", 2);
            lines.accept("q1", "d1", 3);
            lines.accept("q1", "d2", 4);
        });
        assertThat(readings).hasValue(3);
        assertThat(contiguous).isEqualTo(scattered);
    }

    @Test
    void tiesGoByIdDescendingInBytesAndZeroHasNoSign() throws IOException {
        RunEvaluator evaluator = new RunEvaluator(JUDGMENTS, RECIPROCAL_RANK);
        QueryScores scores = evaluator
                .evaluate(lines -> {
                    lines.accept("q1", "d1", 0.0f);
                    lines.accept("q1", "d2", -0.0f);
                    lines.accept("q2", "d1", -0.0f);
                    lines.accept("q2", "d0", 0.0f);
                })
                .scores()
                .getFirst();
        assertThat(scores.byLanguage().get("und")).containsEntry("q1", 0.5).containsEntry("q2", 1.0);
    }

    @Test
    void refusesWhatTrecEvalRefuses() {
        RunEvaluator evaluator = new RunEvaluator(JUDGMENTS, RECIPROCAL_RANK);
        assertThatThrownBy(() -> evaluator.evaluate(lines -> {
                    lines.accept("q1", "d7", 1);
                    lines.accept("q1", "d7", 2);
                }))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("d7")
                .hasMessageContaining("q1");
        assertThatThrownBy(() -> evaluator.evaluate(lines -> lines.accept("q1", "d7", Float.NaN)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("line 1");
    }

    @Test
    void takesLanguagesFromQualifiedIds() {
        Metric metric = new Metric.AveragePrecision();
        assertThat(QueryScores.ofIds(metric, Map.of("sw:1", 1.0, "en:1", 0.0)).byLanguage())
                .containsOnlyKeys("sw", "en");
        assertThat(QueryScores.ofIds(metric, Map.of("sw:1", 1.0, "1", 0.0)).byLanguage())
                .containsOnlyKeys("und");
        assertThatThrownBy(() -> QueryScores.ofIds(metric, Map.of())).hasMessageContaining("at least one judged query");
    }
}
