package dev.isogloss.loss;

import java.util.Arrays;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * What a student learns from what a teacher says of a batch, scores of pairs or vectors of texts. Where the teacher says nothing, a pair
 * or a text does not count. Safe for many threads.
 */
public sealed interface Distillation {
    /** Stands for minus infinity: {@code exp} of it is 0, yet 0 times it is 0 too. */
    double NOWHERE = -1e4;

    /** By what the loss is multiplied before it is added to the contrastive one; 0 or more. */
    double weight();

    /**
     * The loss without its weight, a scalar with a graph.
     *
     * @param queriesBD 32-bit floats, normally of length 1
     * @param passagesND as the queries
     * @param teaching scores or vectors, whichever this loss learns from
     */
    Tensor of(Tensor queriesBD, Tensor passagesND, ContrastiveTargets targets, Teaching teaching);

    /** Whether this loss learns from vectors of texts; otherwise from scores of pairs. */
    default boolean learnsFromVectors() {
        return false;
    }

    /** No teacher. */
    record None() implements Distillation {
        @Override
        public double weight() {
            return 0;
        }

        @Override
        public Tensor of(Tensor queriesBD, Tensor passagesND, ContrastiveTargets targets, Teaching teaching) {
            return torch.zeros(1).sum();
        }
    }

    /**
     * Kullback-Leibler divergence from the teacher's distribution over a query's taught passages to the student's (Hinton et al.
     * 2015, arXiv 1503.02531):
     *
     * <pre>  L = 1/B sum_i sum_j t_ij (log t_ij - log softmax_j(q_i . d_j / tau)),   t_i = softmax(teacher_i / T)</pre>
     *
     * @param temperature tau of the student; positive
     * @param teacherTemperature T of the teacher; positive
     */
    record KullbackLeibler(double weight, double temperature, double teacherTemperature) implements Distillation {
        public KullbackLeibler {
            requireWeight(weight);
            requirePositive("temperature", temperature);
            requirePositive("teacherTemperature", teacherTemperature);
        }

        @Override
        public Tensor of(Tensor queriesBD, Tensor passagesND, ContrastiveTargets targets, Teaching teaching) {
            float[] teacherBN = scores(targets, teaching);
            float[] outside = new float[teacherBN.length];
            float[] scaled = new float[teacherBN.length];
            for (int cell = 0; cell < teacherBN.length; cell++) {
                boolean taught = !Float.isNaN(teacherBN[cell]);
                outside[cell] = taught ? 0 : (float) NOWHERE;
                scaled[cell] = taught ? (float) (teacherBN[cell] / teacherTemperature) : (float) NOWHERE;
            }
            Tensor studentBN = torch.matmul(queriesBD, passagesND.t()).div(new Scalar(temperature));
            Tensor studentLogsBN =
                    studentBN.add(matrix(outside, targets, studentBN)).log_softmax(1);
            Tensor teacherLogsBN = matrix(scaled, targets, studentBN).log_softmax(1);
            // A query that the teacher says nothing of would be taught the uniform distribution.
            Tensor anyB1 = matrix(outside, targets, studentBN)
                    .amax(new long[] {1}, true)
                    .eq(new Scalar(0))
                    .to(studentBN.scalar_type());
            Tensor termsBN = teacherLogsBN.exp().mul(teacherLogsBN.sub(studentLogsBN));
            return termsBN.mul(anyB1).sum(1).mean();
        }
    }

    /**
     * Margin-MSE (Hofstaetter et al. 2020, arXiv 2010.02666), the mean over all taught negatives j of all queries i of
     * {@code ((q_i . d_p(i) - q_i . d_j) - scale (teacher_ip(i) - teacher_ij))^2}. Queries whose positive is not taught do not count.
     *
     * @param scale how much of the student's cosine one unit of the teacher's score is worth; positive
     */
    record MarginMse(double weight, double scale) implements Distillation {
        public MarginMse {
            requireWeight(weight);
            requirePositive("scale", scale);
        }

        @Override
        public Tensor of(Tensor queriesBD, Tensor passagesND, ContrastiveTargets targets, Teaching teaching) {
            float[] teacherBN = scores(targets, teaching);
            int[] positives = targets.positives();
            int passages = targets.passages();
            float[] margins = new float[teacherBN.length];
            float[] counts = new float[teacherBN.length];
            int pairs = 0;
            for (int row = 0; row < positives.length; row++) {
                float positive = teacherBN[row * passages + positives[row]];
                for (int column = 0; column < passages; column++) {
                    int cell = row * passages + column;
                    if (column != positives[row] && !Float.isNaN(positive) && !Float.isNaN(teacherBN[cell])) {
                        margins[cell] = (float) (scale * (positive - teacherBN[cell]));
                        counts[cell] = 1;
                        pairs++;
                    }
                }
            }
            Tensor scoresBN = torch.matmul(queriesBD, passagesND.t());
            long[] columns = Arrays.stream(positives).asLongStream().toArray();
            Tensor positivesB1 =
                    torch.tensor(columns).view(positives.length, 1).to(scoresBN.device(), torch.ScalarType.Long);
            Tensor marginsBN = scoresBN.gather(1, positivesB1).sub(scoresBN);
            return marginsBN
                    .sub(matrix(margins, targets, scoresBN))
                    .pow(new Scalar(2))
                    .mul(matrix(counts, targets, scoresBN))
                    .sum()
                    .div(new Scalar((double) Math.max(1, pairs)));
        }
    }

    /**
     * Draws the student's vectors to the teacher's (Reimers and Gurevych 2020, arXiv 2004.09813, there by squared distance, which for
     * vectors of length 1 is twice this), the mean over all queries and passages r that the teacher has a vector t of:
     *
     * <pre>  L = 1/R sum_r (1 - s_r . t_r / |s_r| |t_r|)</pre>
     *
     * The teacher's vectors must be as long as the student's; they need not have length 1.
     */
    record Cosine(double weight) implements Distillation {
        public Cosine {
            requireWeight(weight);
        }

        @Override
        public boolean learnsFromVectors() {
            return true;
        }

        @Override
        public Tensor of(Tensor queriesBD, Tensor passagesND, ContrastiveTargets targets, Teaching teaching) {
            Tensor studentRD = torch.cat(new TensorVector(queriesBD, passagesND), 0);
            Tensor teacherRD = ConstantRows.of("teacher vectors", teaching.vectorsRD(), studentRD);
            double taught = Arrays.stream(teaching.vectorsRD())
                    .filter(row -> row.length > 0)
                    .count();
            // A text without a teacher's vector has a row of zeros, whose cosine is 0 with gradient 0.
            Tensor cosines = UnitRows.of(studentRD).mul(UnitRows.of(teacherRD)).sum();
            return cosines.neg().add(new Scalar(taught)).div(new Scalar(Math.max(1, taught)));
        }
    }

    private static Tensor matrix(float[] values, ContrastiveTargets targets, Tensor like) {
        return torch.tensor(values).view(targets.queries(), targets.passages()).to(like.device(), like.scalar_type());
    }

    private static float[] scores(ContrastiveTargets targets, Teaching teaching) {
        if (teaching.scoresBN().length != targets.queries() * targets.passages()) {
            throw new IllegalArgumentException("teacher scores must be " + targets.queries() + " x "
                    + targets.passages() + " (got: " + teaching.scoresBN().length + " values)");
        }
        return teaching.scoresBN();
    }

    private static void requireWeight(double weight) {
        if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("weight must be 0 or more and finite (got: " + weight + ")");
        }
    }

    private static void requirePositive(String name, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + " must be positive and finite (got: " + value + ")");
        }
    }
}
