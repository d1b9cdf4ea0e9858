package dev.isogloss.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class DistillationTest {
    private static final int DIMENSION = 5;

    @Property(tries = 30)
    void kullbackLeiblerAgreesWithTheFormulaInDoublePrecision(@ForAll long seed) {
        Case drawn = Case.draw(seed);
        Distillation loss = new Distillation.KullbackLeibler(1, 0.1, 0.7);
        double expected = 0;
        for (int i = 0; i < drawn.queries.length; i++) {
            double studentSum = 0;
            double teacherSum = 0;
            for (int j = 0; j < drawn.passages.length; j++) {
                if (drawn.taught(i, j)) {
                    studentSum += Math.exp(drawn.score(i, j) / 0.1);
                    teacherSum += Math.exp(drawn.teacher(i, j) / 0.7);
                }
            }
            for (int j = 0; j < drawn.passages.length; j++) {
                if (drawn.taught(i, j)) {
                    double share = Math.exp(drawn.teacher(i, j) / 0.7) / teacherSum;
                    expected += share
                            * (Math.log(share) - drawn.score(i, j) / 0.1 + Math.log(studentSum))
                            / drawn.queries.length;
                }
            }
        }
        assertThat(drawn.value(loss)).isCloseTo(expected, within(2e-5 * (1 + expected)));
    }

    @Property(tries = 30)
    void marginMseAgreesWithTheFormulaInDoublePrecision(@ForAll long seed) {
        Case drawn = Case.draw(seed);
        Distillation loss = new Distillation.MarginMse(1, 0.3);
        double sum = 0;
        int pairs = 0;
        for (int i = 0; i < drawn.queries.length; i++) {
            int positive = drawn.targets.positives()[i];
            for (int j = 0; j < drawn.passages.length; j++) {
                if (j != positive && drawn.taught(i, positive) && drawn.taught(i, j)) {
                    double student = drawn.score(i, positive) - drawn.score(i, j);
                    sum += Math.pow(student - 0.3 * (drawn.teacher(i, positive) - drawn.teacher(i, j)), 2);
                    pairs++;
                }
            }
        }
        assertThat(drawn.value(loss)).isCloseTo(sum / Math.max(1, pairs), within(1e-5 * (1 + sum)));
    }

    /** The gradient with respect to every query and passage is the difference quotient of the loss. */
    @Property(tries = 6)
    void gradientsAgreeWithDifferenceQuotients(@ForAll long seed) {
        Case drawn = Case.draw(seed);
        Objective objective = new Objective(
                new ContrastiveLoss(0.5, WeightPlacement.LOSS), 0.7, new Distillation.KullbackLeibler(1.5, 0.5, 0.7));
        requireDifferenceQuotient(drawn, objective);
        requireDifferenceQuotient(
                drawn,
                new Objective(new ContrastiveLoss(0.5, WeightPlacement.NONE), 0, new Distillation.MarginMse(2, 0.3)));
    }

    @Test
    void aTeacherThatSaysNothingTeachesNothing() {
        Case drawn = Case.draw(3);
        float[] nothing = new float[drawn.teacherBN.length];
        Arrays.fill(nothing, Float.NaN);
        Case silent = new Case(drawn.queries, drawn.passages, nothing, drawn.targets);
        assertThat(silent.value(new Distillation.KullbackLeibler(1, 0.1, 0.7))).isZero();
        assertThat(silent.value(new Distillation.MarginMse(1, 0.3))).isZero();
    }

    @Property(tries = 30)
    void cosineIsTheMeanDistanceOfTheTaughtTextsAndZeroWhereStudentAndTeacherAgree(@ForAll long seed) {
        Case drawn = Case.draw(seed);
        Distillation loss = new Distillation.Cosine(1);
        float[][] student = Stream.concat(Arrays.stream(drawn.queries), Arrays.stream(drawn.passages))
                .toArray(float[][]::new);
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        float[][] teacher = unitRows(random, student.length);
        teacher[random.nextInt(student.length)] = new float[0];
        double sum = 0;
        int taught = 0;
        for (int row = 0; row < student.length; row++) {
            if (teacher[row].length > 0) {
                double cosine = 0;
                for (int k = 0; k < DIMENSION; k++) {
                    cosine += student[row][k] * teacher[row][k];
                    teacher[row][k] *= 3; // lengths do not count
                }
                sum += 1 - cosine;
                taught++;
            }
        }
        assertThat(drawn.value(loss, Teaching.vectors(teacher))).isCloseTo(sum / Math.max(1, taught), within(1e-5));
        assertThat(drawn.value(loss, Teaching.vectors(student))).isCloseTo(0, within(1e-6));
        assertThat(drawn.value(loss, Teaching.vectors(new float[student.length][0])))
                .isZero();
    }

    @Test
    void vectorsOfAnotherLengthAreRefused() {
        Case drawn = Case.draw(5);
        float[][] shorter = new float[drawn.queries.length + drawn.passages.length][DIMENSION - 1];
        assertThatThrownBy(() -> drawn.value(new Distillation.Cosine(1), Teaching.vectors(shorter)))
                .hasMessageContaining("5 components")
                .hasMessageContaining("got: 4");
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatThrownBy(() -> new Distillation.KullbackLeibler(1, 0, 1)).hasMessageContaining("temperature");
        assertThatThrownBy(() -> new Distillation.MarginMse(-1, 1)).hasMessageContaining("weight");
        assertThatThrownBy(
                        () -> new Objective(new ContrastiveLoss(1, WeightPlacement.NONE), 0, new Distillation.None()))
                .hasMessageContaining("not all 0");
    }

    private static void requireDifferenceQuotient(Case drawn, Objective objective) {
        double[][] expected = new double[drawn.queries.length + drawn.passages.length][DIMENSION];
        float step = 1e-2f;
        for (int row = 0; row < expected.length; row++) {
            for (int k = 0; k < DIMENSION; k++) {
                expected[row][k] = (drawn.moved(row, k, step).value(objective)
                                - drawn.moved(row, k, -step).value(objective))
                        / (2 * step);
            }
        }
        try (PointerScope _ = new PointerScope()) {
            Tensor queries = matrix(drawn.queries).requires_grad_(true);
            Tensor passages = matrix(drawn.passages).requires_grad_(true);
            objective
                    .of(queries, passages, drawn.targets, Teaching.scores(drawn.teacherBN))
                    .backward();
            for (int row = 0; row < expected.length; row++) {
                boolean query = row < drawn.queries.length;
                Tensor gradient =
                        query ? queries.grad().select(0, row) : passages.grad().select(0, row - drawn.queries.length);
                for (int k = 0; k < DIMENSION; k++) {
                    assertThat(gradient.select(0, k).item_double()).isCloseTo(expected[row][k], within(5e-3));
                }
            }
        }
    }

    /** Some queries and passages, and a teacher that has an opinion of two pairs in three. */
    private record Case(float[][] queries, float[][] passages, float[] teacherBN, ContrastiveTargets targets) {
        static Case draw(long seed) {
            RandomGenerator random =
                    RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
            int queries = 1 + random.nextInt(4);
            int passages = queries + random.nextInt(5);
            float[] teacher = new float[queries * passages];
            int[] positives = new int[queries];
            for (int row = 0; row < queries; row++) {
                positives[row] = row;
                for (int column = 0; column < passages; column++) {
                    teacher[row * passages + column] = random.nextInt(3) == 0 ? Float.NaN : random.nextFloat() * 2;
                }
            }
            return new Case(
                    unitRows(random, queries),
                    unitRows(random, passages),
                    teacher,
                    ContrastiveTargets.plain(passages, positives));
        }

        boolean taught(int i, int j) {
            return !Float.isNaN(teacherBN[i * passages.length + j]);
        }

        double teacher(int i, int j) {
            return teacherBN[i * passages.length + j];
        }

        double score(int i, int j) {
            double sum = 0;
            for (int k = 0; k < DIMENSION; k++) {
                sum += (double) queries[i][k] * passages[j][k];
            }
            return sum;
        }

        Case moved(int row, int component, float by) {
            float[][] newQueries = Arrays.stream(queries).map(float[]::clone).toArray(float[][]::new);
            float[][] newPassages = Arrays.stream(passages).map(float[]::clone).toArray(float[][]::new);
            if (row < queries.length) {
                newQueries[row][component] += by;
            } else {
                newPassages[row - queries.length][component] += by;
            }
            return new Case(newQueries, newPassages, teacherBN, targets);
        }

        double value(Distillation loss) {
            return value(loss, Teaching.scores(teacherBN));
        }

        double value(Distillation loss, Teaching teaching) {
            try (PointerScope _ = new PointerScope()) {
                return loss.of(matrix(queries), matrix(passages), targets, teaching)
                        .item_double();
            }
        }

        double value(Objective objective) {
            try (PointerScope _ = new PointerScope()) {
                return objective
                        .of(matrix(queries), matrix(passages), targets, Teaching.scores(teacherBN))
                        .item_double();
            }
        }
    }

    private static float[][] unitRows(RandomGenerator random, int rows) {
        float[][] unit = new float[rows][DIMENSION];
        for (float[] row : unit) {
            double norm = 0;
            for (int k = 0; k < DIMENSION; k++) {
                row[k] = (float) random.nextGaussian();
                norm += row[k] * row[k];
            }
            for (int k = 0; k < DIMENSION; k++) {
                row[k] /= (float) Math.sqrt(norm);
            }
        }
        return unit;
    }

    private static Tensor matrix(float[][] rows) {
        float[] flat = new float[rows.length * DIMENSION];
        for (int row = 0; row < rows.length; row++) {
            System.arraycopy(rows[row], 0, flat, row * DIMENSION, DIMENSION);
        }
        return torch.tensor(flat).view(rows.length, DIMENSION);
    }
}
