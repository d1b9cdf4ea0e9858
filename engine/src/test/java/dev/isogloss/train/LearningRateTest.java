package dev.isogloss.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LearningRateTest {
    @Test
    void risesToThePeakAndFallsTowardsZero() {
        LearningRate rate = new LearningRate(1.0, 4, 10);
        double[] expected = {0.25, 0.5, 0.75, 1.0, 6 / 7.0, 5 / 7.0, 4 / 7.0, 3 / 7.0, 2 / 7.0, 1 / 7.0};
        for (int step = 1; step <= 10; step++) {
            assertThat(rate.at(step)).isCloseTo(expected[step - 1], within(1e-12));
        }
        assertThatThrownBy(() -> rate.at(11)).hasMessageContaining("1 .. 10 (got: 11)");
    }

    @Property(tries = 200)
    void isAlwaysPositiveAndNeverAboveThePeak(
            @ForAll @IntRange(min = 1, max = 300) int total, @ForAll @IntRange(min = 0, max = 300) int warmup) {
        LearningRate rate = new LearningRate(2e-5, Math.min(warmup, total), total);
        for (int step = 1; step <= total; step++) {
            assertThat(rate.at(step)).isPositive().isLessThanOrEqualTo(2e-5);
        }
    }

    @Test
    void theWarmupIsRoundedUpToWholeSteps() {
        assertThat(LearningRate.of(TinyTraining.SETTINGS, 18).warmupSteps()).isEqualTo(2);
        assertThat(LearningRate.of(TinyTraining.SETTINGS, 20).warmupSteps()).isEqualTo(2);
    }
}
