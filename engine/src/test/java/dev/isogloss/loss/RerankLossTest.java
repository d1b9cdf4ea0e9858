package dev.isogloss.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isogloss.tensor.Device;
import dev.isogloss.tensor.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RerankLossTest {
    private static final float[] SCORES = {0.3f, -1.2f, 2.5f, 0.1f, -0.4f, 1.5f, 1.5f};
    private static final int[] GROUPS = {3, 4};

    @ParameterizedTest
    @EnumSource(RerankLoss.class)
    void isTheFormula(RerankLoss loss) {
        assertThat(value(loss, SCORES)).isCloseTo(plain(loss, SCORES), within(1e-5));
    }

    @ParameterizedTest
    @EnumSource(RerankLoss.class)
    void theGradientIsThatOfTheFormula(RerankLoss loss) {
        float[] found;
        try (PointerScope _ = new PointerScope()) {
            Tensor scores = Tensors.ofFloats(SCORES, Device.CPU, SCORES.length).requires_grad_(true);
            loss.sum(scores, GROUPS).backward();
            found = Tensors.toFloats(scores.grad());
        }
        for (int i = 0; i < SCORES.length; i++) {
            float[] up = SCORES.clone();
            float[] down = SCORES.clone();
            up[i] += 0.01f;
            down[i] -= 0.01f;
            double slope = (plain(loss, up) - plain(loss, down)) / (up[i] - down[i]);
            assertThat((double) found[i]).as("score " + i).isCloseTo(slope, within(1e-4));
        }
    }

    /** Why scores of the contrastive loss have no scale of their own. */
    @Test
    void onlyTheBinaryLossSeesTheLevel() {
        float[] shifted = SCORES.clone();
        for (int i = 0; i < GROUPS[0]; i++) {
            shifted[i] += 3;
        }
        assertThat(value(RerankLoss.CONTRASTIVE, shifted))
                .isCloseTo(value(RerankLoss.CONTRASTIVE, SCORES), within(1e-5));
        assertThat(value(RerankLoss.BINARY, shifted)).isNotCloseTo(value(RerankLoss.BINARY, SCORES), within(0.1));
    }

    @Test
    void refusesGroupsWithoutNegatives() {
        assertThatThrownBy(() -> value(RerankLoss.BOTH, SCORES, 6, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[6, 1]");
        assertThatThrownBy(() -> value(RerankLoss.BOTH, SCORES, 3, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("7 scores");
    }

    private static double value(RerankLoss loss, float[] scores) {
        return value(loss, scores, GROUPS);
    }

    private static double value(RerankLoss loss, float[] scores, int... groups) {
        try (PointerScope _ = new PointerScope()) {
            return loss.sum(Tensors.ofFloats(scores, Device.CPU, scores.length), groups)
                    .item_double();
        }
    }

    private static double plain(RerankLoss loss, float[] scores) {
        double sum = 0;
        int from = 0;
        for (int size : GROUPS) {
            double exponentials = 0;
            double negatives = 0;
            for (int i = from; i < from + size; i++) {
                exponentials += Math.exp(scores[i]);
                negatives += i > from ? Math.log1p(Math.exp(scores[i])) / (size - 1) : 0;
            }
            double contrastive = Math.log(exponentials) - scores[from];
            double binary = (Math.log1p(Math.exp(-scores[from])) + negatives) / 2;
            sum += switch (loss) {
                case CONTRASTIVE -> contrastive;
                case BINARY -> binary;
                case BOTH -> contrastive + binary;
            };
            from += size;
        }
        return sum;
    }
}
