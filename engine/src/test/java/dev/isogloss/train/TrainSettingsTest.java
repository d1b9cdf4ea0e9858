package dev.isogloss.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.checkpoint.Architecture;
import dev.isogloss.io.BadInputException;
import dev.isogloss.loss.Distillation;
import dev.isogloss.loss.Matryoshka;
import dev.isogloss.loss.WeightPlacement;
import dev.isogloss.tensor.Precision;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class TrainSettingsTest {
    @Test
    void refusesAndQuotesWhatIsOutOfRange() {
        assertThatThrownBy(() -> settings(0, 2e-5)).hasMessage("epochs must be 1 .. 10000 (got: 0)");
        assertThatThrownBy(() -> settings(1, 0)).hasMessage("learningRate must be positive (got: 0.0)");
        assertThatThrownBy(() -> settings(1, Double.NaN)).hasMessage("learningRate must be positive (got: NaN)");
    }

    @Test
    void momentsOfCheckpointsDecideNothing() {
        TrainSettings often = TrainSettings.DEFAULT.withCheckpointSeconds(1);
        assertThat(often).isNotEqualTo(TrainSettings.DEFAULT);
        assertThat(often.decisive()).isEqualTo(TrainSettings.DEFAULT.decisive());
    }

    @Test
    void tooLittleMemoryIsSaidBeforehand() {
        MemoryNeed need = MemoryNeed.of(Architecture.bert(250_037, 384, 12, 12, 1536, 512), TrainSettings.DEFAULT);
        assertThat(need.weights()).isEqualTo(3 * 4 * 117_505_920L);
        assertThatThrownBy(() -> need.requireAvailable(OptionalLong.of(1_000_000_000L)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("only 1.0 GB of memory are available");
        need.requireAvailable(OptionalLong.of(64_000_000_000L));
        need.requireAvailable(OptionalLong.empty());
    }

    private static TrainSettings settings(int epochs, double learningRate) {
        return new TrainSettings(
                7,
                0.02,
                learningRate,
                epochs,
                0.1,
                0,
                1,
                64,
                256,
                2048,
                GradientCaching.ALWAYS,
                2,
                Precision.AUTO,
                WeightPlacement.NONE,
                1,
                new Distillation.None(),
                Matryoshka.NONE,
                1,
                0,
                0,
                15,
                500,
                Selection.TRAINED_OR_UNTOUCHED,
                300);
    }
}
