package dev.isogloss.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PlattScalingTest {
    private static final double[] SCORES = {-1.2, -0.7, -0.3, 0.1, 0.2, 0.5, 0.9, 1.4};
    private static final boolean[] RELEVANT = {false, false, true, false, false, true, true, true};

    /** The numbers are those of 400,000 steps of gradient descent on the same likelihood in another language. */
    @Test
    void theFitIsThatOfAnotherOptimiser() {
        PlattScaling fitted = PlattScaling.fit(SCORES, RELEVANT);
        assertThat(fitted.a()).isCloseTo(-1.2807838175139232, within(1e-8));
        assertThat(fitted.b()).isCloseTo(0.14776835459386986, within(1e-8));
    }

    /** At the optimum the probabilities add up to the targets, which Platt smooths to (n + 1) / (n + 2) and 1 / (n + 2). */
    @Test
    void theProbabilitiesAddUpToTheTargets() {
        for (long seed = 1; seed <= 20; seed++) {
            Random random = new Random(seed);
            double[] scores = new double[200];
            boolean[] relevant = new boolean[200];
            int positive = 0;
            for (int i = 0; i < 200; i++) {
                scores[i] = random.nextGaussian() * (seed % 5 + 0.1);
                relevant[i] = i == 0 || i != 1 && scores[i] + random.nextGaussian() > 1;
                positive += relevant[i] ? 1 : 0;
            }
            PlattScaling fitted = PlattScaling.fit(scores, relevant);
            double probable = 0;
            for (double score : scores) {
                probable += fitted.probability(score);
            }
            int negative = 200 - positive;
            double targets = positive * (positive + 1.0) / (positive + 2.0) + negative / (negative + 2.0);
            assertThat(probable).as("seed " + seed).isCloseTo(targets, within(1e-6));
        }
    }

    @Test
    void separableScoresStayFinite() {
        PlattScaling fitted =
                PlattScaling.fit(new double[] {0.1, 0.2, 0.8, 0.9}, new boolean[] {false, false, true, true});
        assertThat(fitted.probability(0.85)).isBetween(0.6, 0.9);
        assertThat(fitted.probability(1e6)).isEqualTo(1);
        assertThat(fitted.probability(-1e6)).isZero();
        assertThatThrownBy(() -> PlattScaling.fit(new double[] {1}, new boolean[] {true}))
                .hasMessageContaining("1 relevant, 0 irrelevant");
    }

    @Test
    void thePointsOfACurveAreCounted() {
        assertThat(PrecisionRecall.points(
                        new double[] {0.9, 0.5, 0.7, 0.5, 0.1}, new boolean[] {true, true, false, false, false}))
                .containsExactly(
                        new PrecisionRecall.Point(0.9, 1, 0.5),
                        new PrecisionRecall.Point(0.7, 0.5, 0.5),
                        new PrecisionRecall.Point(0.5, 0.5, 1),
                        new PrecisionRecall.Point(0.1, 0.4, 1));
    }
}
