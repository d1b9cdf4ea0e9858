package dev.isogloss.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BootstrapTest {
    private static final Bootstrap BOOTSTRAP = new Bootstrap(Bootstrap.DRAWS, 42);

    @Property(tries = 20)
    void intervalsOfSymmetricValuesHoldTheMean(@ForAll @IntRange(min = 4, max = 60) int queries, @ForAll long seed) {
        TreeMap<String, Double> values = new TreeMap<>();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < queries; i++) {
            double away = random.nextDouble() / 2;
            values.put("en:" + i, 0.5 - away);
            values.put("en:-" + i, 0.5 + away);
        }
        QueryScores scores = QueryScores.ofIds(new Metric.AveragePrecision(), values);
        SortedMap<String, Interval> intervals = BOOTSTRAP.intervals(scores);
        assertThat(intervals.values())
                .allSatisfy(interval -> assertThat(0.5).isBetween(interval.low(), interval.high()));
        assertThat(BOOTSTRAP.intervals(scores)).isEqualTo(intervals);
    }

    @Test
    void agreesWithTheNormalApproximationAndOrdersByTheNumberOfQueries() {
        SplittableRandom random = new SplittableRandom(1);
        TreeMap<String, Double> values = new TreeMap<>();
        for (int i = 0; i < 400; i++) {
            values.put("en:" + i, random.nextDouble());
        }
        QueryScores scores = QueryScores.ofIds(new Metric.AveragePrecision(), values);
        double mean = scores.micro();
        double variance = values.values().stream()
                        .mapToDouble(value -> (value - mean) * (value - mean))
                        .sum()
                / 400;
        double error = 1.96 * Math.sqrt(variance / 400);
        Interval interval = Objects.requireNonNull(BOOTSTRAP.intervals(scores).get("micro"));
        assertThat(interval.low()).isCloseTo(mean - error, within(0.003));
        assertThat(interval.high()).isCloseTo(mean + error, within(0.003));
    }

    @Test
    void aLanguageDoesNotDependOnItsNeighboursAndMacroWeighsLanguagesAlike() {
        TreeMap<String, Double> values = new TreeMap<>();
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 50; i++) {
            values.put("en:" + i, random.nextDouble());
        }
        Metric metric = new Metric.AveragePrecision();
        Interval alone = Objects.requireNonNull(
                BOOTSTRAP.intervals(QueryScores.ofIds(metric, values)).get("en"));
        values.putAll(Map.of("sw:1", 1.0, "sw:2", 1.0));
        SortedMap<String, Interval> together = BOOTSTRAP.intervals(QueryScores.ofIds(metric, values));
        assertThat(together.get("en")).isEqualTo(alone);
        assertThat(together.get("sw")).isEqualTo(new Interval(1, 1));
        Interval macro = Objects.requireNonNull(together.get("macro"));
        assertThat(macro.low()).isCloseTo((alone.low() + 1) / 2, within(1e-12));
        assertThat(macro.high()).isCloseTo((alone.high() + 1) / 2, within(1e-12));
    }
}
