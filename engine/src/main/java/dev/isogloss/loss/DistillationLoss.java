package dev.isogloss.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Kullback-Leibler divergence from a teacher's distribution over each query's candidates to the student's (Hinton et al. 2015,
 * arXiv 1503.02531):
 *
 * <pre>  L = 1/B sum_i sum_j t_ij (log t_ij - log softmax_j(q_i . d_ij / tau)),   t_i = softmax(teacher_i / T)</pre>
 *
 * Safe for many threads.
 *
 * @param temperature tau of the student; positive
 * @param teacherTemperature T of the teacher; positive
 */
public record DistillationLoss(double temperature, double teacherTemperature) {
    public DistillationLoss {
        requirePositive("temperature", temperature);
        requirePositive("teacherTemperature", teacherTemperature);
    }

    /**
     * The loss, a scalar with a graph.
     *
     * @param queriesBD 32-bit floats, normally of length 1
     * @param candidatesBMD the M candidates of each query
     * @param teacherBM the teacher's scores of the same candidates; no gradient flows into them
     */
    public Tensor of(Tensor queriesBD, Tensor candidatesBMD, Tensor teacherBM) {
        if (candidatesBMD.dim() != 3
                || candidatesBMD.size(0) != queriesBD.size(0)
                || teacherBM.dim() != 2
                || teacherBM.size(0) != queriesBD.size(0)
                || teacherBM.size(1) != candidatesBMD.size(1)) {
            throw new IllegalArgumentException(
                    "expected queries (B,D), candidates (B,M,D) and teacher scores (B,M) (got: " + queriesBD.sizes()
                            + ", " + candidatesBMD.sizes() + ", " + teacherBM.sizes() + ")");
        }
        Tensor scoresBM =
                torch.matmul(candidatesBMD, queriesBD.unsqueeze(2)).squeeze(2).div(new Scalar(temperature));
        Tensor teacherLogsBM =
                teacherBM.detach().div(new Scalar(teacherTemperature)).log_softmax(1);
        Tensor termsBM = teacherLogsBM.exp().mul(teacherLogsBM.sub(scoresBM.log_softmax(1)));
        return termsBM.sum(1).mean();
    }

    private static void requirePositive(String name, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + " must be positive and finite (got: " + value + ")");
        }
    }
}
