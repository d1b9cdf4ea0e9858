package dev.isogloss.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SignificanceTest {
    private static final PairedRandomization TEST = new PairedRandomization(10_000, 5);

    @Test
    void countsAllSignPatternsWhenTheyAreFew() {
        assertThat(TEST.pValue(new double[] {1, 1, 1, 0})).isEqualTo(0.25);
        assertThat(TEST.pValue(new double[] {3, 1, 1})).isEqualTo(0.25);
        assertThat(TEST.pValue(new double[] {3, -1, 1})).isEqualTo(0.75);
        assertThat(TEST.pValue(new double[] {0.3, 0.1, 0.2, -0.2})).isEqualTo(0.5);
        assertThat(TEST.pValue(new double[] {0, 0})).isEqualTo(1);
        double[] alike = new double[12];
        Arrays.fill(alike, 0.1);
        assertThat(TEST.pValue(alike)).isEqualTo(2.0 / (1 << 12));
    }

    @Test
    void randomDrawsApproachTheCountOfAllPatterns() {
        SplittableRandom random = new SplittableRandom(2);
        double[] differences = random.doubles(16, -0.5, 0.8).toArray();
        double all = new PairedRandomization(1 << 16, 1).pValue(differences);
        assertThat(all * (1 << 16)).isCloseTo(Math.rint(all * (1 << 16)), within(1e-9));
        assertThat(TEST.pValue(differences)).isCloseTo(all, within(0.015)).isNotEqualTo(all);
    }

    @Property(tries = 30)
    void pIsTheSameInBothDirectionsAndEveryTime(
            @ForAll @Size(min = 1, max = 90) List<@DoubleRange(min = -1, max = 1) Double> differences) {
        double[] forth = differences.stream().mapToDouble(Double::doubleValue).toArray();
        double[] back = Arrays.stream(forth).map(value -> -value).toArray();
        double p = TEST.pValue(forth);
        assertThat(p).isGreaterThan(0).isLessThanOrEqualTo(1);
        assertThat(TEST.pValue(back)).isEqualTo(p);
        assertThat(TEST.pValue(forth)).isEqualTo(p);
    }

    @Property
    void holmOnlyRaisesKeepsTheOrderAndIsBoundedByBonferroni(
            @ForAll @Size(min = 1, max = 12) List<@DoubleRange(min = 0, max = 1) Double> pValues) {
        double[] p = pValues.stream().mapToDouble(Double::doubleValue).toArray();
        double[] corrected = Significance.holm(p);
        for (int i = 0; i < p.length; i++) {
            assertThat(corrected[i]).isBetween(p[i], Math.min(1, p.length * p[i]));
            for (int j = 0; j < p.length; j++) {
                if (p[i] < p[j]) {
                    assertThat(corrected[i]).isLessThanOrEqualTo(corrected[j]);
                }
            }
        }
    }

    @Test
    void holmAsInTheTextbook() {
        assertThat(Significance.holm(new double[] {0.04, 0.01, 0.03}))
                .containsExactly(new double[] {0.06, 0.03, 0.06}, within(1e-12));
    }

    @Property(tries = 10)
    void comparesEveryPairInMacroAndMicro(@ForAll @IntRange(min = 2, max = 4) int systems, @ForAll long seed) {
        SequencedMap<String, QueryScores> scores = new LinkedHashMap<>();
        SplittableRandom random = new SplittableRandom(seed);
        for (int s = 0; s < systems; s++) {
            scores.put("system " + s, scores(random, s / 4.0));
        }
        Significance significance = new Significance(TEST);
        List<Comparison> comparisons = significance.compareAll("pooled", scores);
        assertThat(comparisons).hasSize(systems * (systems - 1)).isEqualTo(significance.compareAll("pooled", scores));
        Comparison first = comparisons.getFirst();
        List<QueryScores> values = List.copyOf(scores.values());
        assertThat(first.system()).isEqualTo("system 1");
        assertThat(first.against()).isEqualTo("system 0");
        assertThat(first.language()).isEqualTo("macro");
        assertThat(first.difference())
                .isCloseTo(values.get(1).macro() - values.get(0).macro(), within(1e-12));
        List<Comparison> reversed = significance.compareAll("pooled", scores.reversed());
        for (Comparison comparison : comparisons) {
            assertThat(reversed)
                    .anyMatch(other -> other.system().equals(comparison.against())
                            && other.against().equals(comparison.system())
                            && other.language().equals(comparison.language())
                            && other.p() == comparison.p()
                            && other.pHolm() == comparison.pHolm()
                            && other.difference() == -comparison.difference());
        }
    }

    @Test
    void findsAClearDifferenceAndRefusesDifferentQueries() {
        SequencedMap<String, QueryScores> scores = new LinkedHashMap<>();
        scores.put("worse", scores(new SplittableRandom(1), 0));
        scores.put("better", scores(new SplittableRandom(1), 0.2));
        List<Comparison> comparisons = Significance.seeded(1).compareAll("pooled", scores);
        assertThat(comparisons).allMatch(Comparison::isSignificant);
        assertThat(comparisons).allMatch(comparison -> comparison.isBetter("better", "worse"));
        assertThat(comparisons).noneMatch(comparison -> comparison.isBetter("worse", "better"));
        scores.put("elsewhere", QueryScores.ofIds(new Metric.AveragePrecision(), new TreeMap<>(Map.of("q", 1.0))));
        assertThatThrownBy(() -> new Significance(TEST).compareAll("pooled", scores))
                .hasMessageContaining("elsewhere")
                .hasMessageContaining("same queries");
    }

    private static QueryScores scores(SplittableRandom random, double shift) {
        TreeMap<String, Double> values = new TreeMap<>();
        for (int i = 0; i < 30; i++) {
            values.put((i % 3 == 0 ? "sw:" : "en:") + i, Math.min(1, random.nextDouble() / 2 + shift));
        }
        return QueryScores.ofIds(new Metric.AveragePrecision(), values);
    }
}
