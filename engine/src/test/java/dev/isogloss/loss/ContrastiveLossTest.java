package dev.isogloss.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class ContrastiveLossTest {
    private static final int DIMENSION = 5;

    /** The formula of the class comment, term by term in double precision. */
    private static double oracle(
            ContrastiveLoss loss, float[][] queries, float[][] passages, ContrastiveTargets targets) {
        double total = 0;
        for (int i = 0; i < queries.length; i++) {
            double omega = targets.weights()[i];
            int positive = targets.positives()[i];
            double positiveScore = dot(queries[i], passages[positive]) / loss.temperature();
            double denominator = 1;
            for (int j = 0; j < passages.length; j++) {
                if (j != positive && !targets.masked()[i * passages.length + j]) {
                    double term = Math.exp(dot(queries[i], passages[j]) / loss.temperature() - positiveScore);
                    denominator += (loss.placement() == WeightPlacement.DENOMINATOR ? omega : 1) * term;
                }
            }
            total += (loss.placement() == WeightPlacement.LOSS ? omega : 1) * Math.log(denominator);
        }
        return total / queries.length;
    }

    @Property(tries = 60)
    void agreesWithTheFormulaInDoublePrecision(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 9) int queries, @ForAll WeightPlacement placement) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        int passages = queries + random.nextInt(20);
        ContrastiveLoss loss = new ContrastiveLoss(0.02 + random.nextDouble(), placement);
        float[][] queriesBD = unitRows(random, queries);
        float[][] passagesND = unitRows(random, passages);
        ContrastiveTargets targets = randomTargets(random, queries, passages);
        double expected = oracle(loss, queriesBD, passagesND, targets);
        assertThat(value(loss, queriesBD, passagesND, targets)).isCloseTo(expected, within(2e-5 * (1 + expected)));
    }

    @Property(tries = 30)
    void addingAMaskedCopyOfThePositiveChangesNothing(@ForAll long seed, @ForAll WeightPlacement placement) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        ContrastiveLoss loss = new ContrastiveLoss(0.05, placement);
        float[][] queries = unitRows(random, 3);
        float[][] passages = unitRows(random, 6);
        ContrastiveTargets targets = randomTargets(random, 3, 6);
        float[][] more = Arrays.copyOf(passages, 7);
        more[6] = passages[targets.positives()[0]];
        boolean[] masked = new boolean[21];
        for (int row = 0; row < 3; row++) {
            System.arraycopy(targets.masked(), row * 6, masked, row * 7, 6);
            masked[row * 7 + 6] = true;
        }
        ContrastiveTargets widened = new ContrastiveTargets(7, targets.positives(), masked, targets.weights());
        assertThat(value(loss, queries, more, widened))
                .isCloseTo(value(loss, queries, passages, targets), within(1e-5));
    }

    @Test
    void weightsEnterWhereTheyArePlaced() {
        // One query at cosine 1 to its positive and 0 to the only negative, tau 1: l = log(1 + v exp(-1)).
        float[][] query = {{1, 0, 0, 0, 0}};
        float[][] passages = {{1, 0, 0, 0, 0}, {0, 1, 0, 0, 0}};
        ContrastiveTargets targets = new ContrastiveTargets(2, new int[] {0}, new boolean[2], new float[] {3});
        assertThat(value(new ContrastiveLoss(1, WeightPlacement.NONE), query, passages, targets))
                .isCloseTo(0.313262, within(1e-5));
        assertThat(value(new ContrastiveLoss(1, WeightPlacement.LOSS), query, passages, targets))
                .isCloseTo(0.939785, within(1e-5));
        assertThat(value(new ContrastiveLoss(1, WeightPlacement.DENOMINATOR), query, passages, targets))
                .isCloseTo(0.743668, within(1e-5));
    }

    @Test
    void maskedPassagesGetNoGradient() {
        try (PointerScope _ = new PointerScope()) {
            RandomGenerator random =
                    RandomGeneratorFactory.of("L64X128MixRandom").create(4);
            Tensor passages = matrix(unitRows(random, 3)).requires_grad_(true);
            ContrastiveTargets targets =
                    new ContrastiveTargets(3, new int[] {1}, new boolean[] {true, false, false}, new float[] {1});
            new ContrastiveLoss(0.02, WeightPlacement.NONE)
                    .of(matrix(unitRows(random, 1)), passages, targets)
                    .backward();
            assertThat(passages.grad().select(0, 0).abs().sum().item_double()).isZero();
            assertThat(passages.grad().select(0, 2).abs().sum().item_double()).isPositive();
        }
    }

    @Test
    void aGuideMasksWhatItFindsNearerThanThePositive() {
        ContrastiveTargets targets = ContrastiveTargets.plain(4, 1);
        float[] guide = {0.9f, 0.7f, 0.75f, 0.2f};
        assertThat(masked(targets, guide, GuideLimit.margin(0))).containsExactly(true, false, true, false);
        assertThat(masked(targets, guide, GuideLimit.margin(0.1))).containsExactly(true, false, false, false);
        assertThat(masked(targets, guide, GuideLimit.margin(-0.6))).containsExactly(true, false, true, true);
        assertThat(masked(targets, guide, GuideLimit.fraction(1.1))).containsExactly(true, false, false, false);
        assertThat(masked(targets, guide, GuideLimit.fraction(1))).containsExactly(true, false, true, false);
        GuideLimit either = new GuideLimit(OptionalDouble.of(0.1), OptionalDouble.of(1));
        assertThat(masked(targets, guide, either)).as("either is enough").containsExactly(true, false, true, false);
        // Below 0 a fraction under 1 must not spare what is above the positive.
        float[] below = {-0.1f, -0.2f, -0.19f, -0.3f};
        assertThat(masked(targets, below, GuideLimit.fraction(0.9))).containsExactly(true, false, true, false);
    }

    private static boolean[] masked(ContrastiveTargets targets, float[] guide, GuideLimit limit) {
        return targets.withGuide(guide, limit).masked();
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatThrownBy(() -> new GuideLimit(OptionalDouble.empty(), OptionalDouble.empty()))
                .hasMessageContaining("got neither");
        assertThatThrownBy(() -> GuideLimit.fraction(0)).hasMessageContaining("fraction positive");
        assertThatThrownBy(() -> GuideLimit.margin(Double.NaN)).hasMessageContaining("margin must be finite");
        assertThatThrownBy(() -> new ContrastiveLoss(0, WeightPlacement.NONE)).hasMessageContaining("(got: 0.0)");
        assertThatThrownBy(() -> ContrastiveTargets.plain(3, 3)).hasMessageContaining("0 .. 2 (got: 3)");
        assertThatThrownBy(() -> new ContrastiveTargets(2, new int[] {0}, new boolean[] {true, false}, new float[] {1}))
                .hasMessageContaining("must not be masked");
        assertThatThrownBy(() -> new ContrastiveTargets(2, new int[] {0}, new boolean[2], new float[] {-1}))
                .hasMessageContaining("(got: -1.0)");
    }

    private static double value(
            ContrastiveLoss loss, float[][] queries, float[][] passages, ContrastiveTargets targets) {
        try (PointerScope _ = new PointerScope()) {
            return loss.of(matrix(queries), matrix(passages), targets).item_double();
        }
    }

    private static Tensor matrix(float[][] rows) {
        float[] flat = new float[rows.length * DIMENSION];
        for (int row = 0; row < rows.length; row++) {
            System.arraycopy(rows[row], 0, flat, row * DIMENSION, DIMENSION);
        }
        return torch.tensor(flat).view(rows.length, DIMENSION);
    }

    private static ContrastiveTargets randomTargets(RandomGenerator random, int queries, int passages) {
        int[] positives = new int[queries];
        float[] weights = new float[queries];
        boolean[] masked = new boolean[queries * passages];
        for (int cell = 0; cell < masked.length; cell++) {
            masked[cell] = random.nextInt(4) == 0;
        }
        for (int row = 0; row < queries; row++) {
            positives[row] = random.nextInt(passages);
            weights[row] = 0.1f + random.nextFloat() * 3;
            masked[row * passages + positives[row]] = false;
        }
        return new ContrastiveTargets(passages, positives, masked, weights);
    }

    private static float[][] unitRows(RandomGenerator random, int rows) {
        float[][] matrix = new float[rows][DIMENSION];
        for (float[] row : matrix) {
            double norm = 0;
            for (int k = 0; k < DIMENSION; k++) {
                row[k] = (float) random.nextGaussian();
                norm += row[k] * row[k];
            }
            for (int k = 0; k < DIMENSION; k++) {
                row[k] /= (float) Math.sqrt(norm);
            }
        }
        return matrix;
    }

    private static double dot(float[] left, float[] right) {
        double sum = 0;
        for (int k = 0; k < left.length; k++) {
            sum += (double) left[k] * right[k];
        }
        return sum;
    }
}
