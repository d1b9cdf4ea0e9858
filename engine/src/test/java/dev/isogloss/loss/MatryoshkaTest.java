package dev.isogloss.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

/** Prefixes of vectors, and vectors less their language's offset. */
class MatryoshkaTest {
    private static final int DIMENSION = 6;
    private static final ContrastiveLoss LOSS = new ContrastiveLoss(0.5, WeightPlacement.LOSS);

    @Property(tries = 20)
    void theLossIsTheMeanOverWholeVectorsAndUnitPrefixes(@ForAll long seed) {
        float[][] queries = unitRows(seed, 3);
        float[][] passages = unitRows(seed + 1, 5);
        ContrastiveTargets targets = ContrastiveTargets.plain(5, 2, 0, 4);
        double expected = (value(Objective.of(LOSS), queries, passages, targets)
                        + value(Objective.of(LOSS), prefix(queries, 2), prefix(passages, 2), targets)
                        + value(Objective.of(LOSS), prefix(queries, 4), prefix(passages, 4), targets))
                / 3;
        assertThat(value(objective(2, 4), queries, passages, targets)).isCloseTo(expected, within(1e-5));
        assertThat(value(objective(), queries, passages, targets))
                .isEqualTo(value(Objective.of(LOSS), queries, passages, targets));
    }

    @Property(tries = 6)
    void gradientsAgreeWithDifferenceQuotients(@ForAll long seed) {
        float[][] queries = unitRows(seed, 2);
        float[][] passages = unitRows(seed + 1, 4);
        ContrastiveTargets targets = new ContrastiveTargets(
                4,
                new int[] {1, 3},
                new boolean[] {true, false, false, false, false, false, false, false},
                new float[] {1, 2});
        float[][] offsets = {{0.1f, 0, -0.1f, 0, 0.2f, 0}, {}};
        for (Objective objective : List.of(objective(3, 5), Objective.of(LOSS))) {
            try (PointerScope _ = new PointerScope()) {
                Tensor leaf = matrix(queries).requires_grad_(true);
                objective
                        .of(LanguageOffsets.takenOff(leaf, offsets), matrix(passages), targets, Teaching.NONE)
                        .backward();
                for (int row = 0; row < queries.length; row++) {
                    for (int k = 0; k < DIMENSION; k++) {
                        double quotient = (moved(objective, queries, offsets, passages, targets, row, k, 1e-2f)
                                        - moved(objective, queries, offsets, passages, targets, row, k, -1e-2f))
                                / 2e-2;
                        assertThat(leaf.grad().select(0, row).select(0, k).item_double())
                                .isCloseTo(quotient, within(1e-2));
                    }
                }
            }
        }
    }

    private static double moved(
            Objective objective,
            float[][] queries,
            float[][] offsets,
            float[][] passages,
            ContrastiveTargets targets,
            int row,
            int k,
            float step) {
        float[][] changed = Arrays.stream(queries).map(float[]::clone).toArray(float[][]::new);
        changed[row][k] += step;
        try (PointerScope _ = new PointerScope()) {
            return objective
                    .of(LanguageOffsets.takenOff(matrix(changed), offsets), matrix(passages), targets, Teaching.NONE)
                    .item_double();
        }
    }

    @Test
    void whatIsTakenOffIsGoneAndLengthsAreOne() {
        try (PointerScope _ = new PointerScope()) {
            float[][] rows = {{3, 4, 0, 0, 0, 0}, {3, 4, 0, 0, 0, 0}};
            Tensor moved = LanguageOffsets.takenOff(matrix(rows), new float[][] {{3, 0, 0, 0, 0, 0}, {}});
            assertThat(moved.select(0, 0).select(0, 1).item_double()).isCloseTo(1, within(1e-6));
            assertThat(moved.select(0, 0).select(0, 0).item_double()).isZero();
            assertThat(moved.select(0, 1).select(0, 0).item_double()).isCloseTo(0.6, within(1e-6));
            assertThatThrownBy(() -> LanguageOffsets.takenOff(matrix(rows), new float[][] {{}}))
                    .hasMessageContaining("each of 2 rows");
            assertThatThrownBy(() -> LanguageOffsets.takenOff(matrix(rows), new float[][] {{}, {1}}))
                    .hasMessageContaining("6 components (got: 1)");
        }
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatThrownBy(() -> new Matryoshka(List.of(4, 2))).hasMessageContaining("ascending");
        assertThatThrownBy(() -> new Matryoshka(List.of(0))).hasMessageContaining("positive");
        assertThatThrownBy(() -> new Objective(LOSS, 0, new Distillation.MarginMse(1, 1), new Matryoshka(List.of(2))))
                .hasMessageContaining("weight is 0");
        assertThatThrownBy(() ->
                        value(objective(DIMENSION), unitRows(1, 1), unitRows(2, 2), ContrastiveTargets.plain(2, 0)))
                .hasMessageContaining("shorter");
    }

    private static Objective objective(Integer... prefixes) {
        return new Objective(LOSS, 1, new Distillation.None(), new Matryoshka(List.of(prefixes)));
    }

    private static double value(
            Objective objective, float[][] queries, float[][] passages, ContrastiveTargets targets) {
        try (PointerScope _ = new PointerScope()) {
            return objective
                    .of(matrix(queries), matrix(passages), targets, Teaching.NONE)
                    .item_double();
        }
    }

    private static Tensor matrix(float[][] rows) {
        int dimension = rows[0].length;
        float[] flat = new float[rows.length * dimension];
        for (int row = 0; row < rows.length; row++) {
            System.arraycopy(rows[row], 0, flat, row * dimension, dimension);
        }
        return torch.tensor(flat).view(rows.length, dimension);
    }

    private static float[][] prefix(float[][] rows, int length) {
        return Arrays.stream(rows).map(row -> unit(Arrays.copyOf(row, length))).toArray(float[][]::new);
    }

    private static float[][] unitRows(long seed, int rows) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        float[][] matrix = new float[rows][];
        for (int row = 0; row < rows; row++) {
            float[] values = new float[DIMENSION];
            for (int k = 0; k < DIMENSION; k++) {
                values[k] = (float) random.nextGaussian() + 0.3f;
            }
            matrix[row] = unit(values);
        }
        return matrix;
    }

    private static float[] unit(float[] row) {
        double squares = 0;
        for (float value : row) {
            squares += value * value;
        }
        float[] unit = new float[row.length];
        for (int k = 0; k < row.length; k++) {
            unit[k] = (float) (row[k] / Math.sqrt(squares));
        }
        return unit;
    }
}
