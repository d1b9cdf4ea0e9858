package dev.isogloss.loss;

import java.util.Arrays;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * InfoNCE over the passages of a batch (van den Oord et al. 2018, arXiv 1807.03748; in-batch negatives as in DPR, arXiv
 * 2004.04906). With {@code s_ij = q_i . d_j / tau}, the positive {@code p(i)} and {@code M_i} the passages masked for query i,
 *
 * <pre>  l_i = -log( exp s_ip(i) / ( exp s_ip(i) + sum_{j != p(i), j not in M_i} v_i exp s_ij ) )      L = 1/B sum_i u_i l_i</pre>
 *
 * where {@code u_i = omega_i, v_i = 1} for {@link WeightPlacement#LOSS} and {@code u_i = 1, v_i = omega_i} for
 * {@link WeightPlacement#DENOMINATOR}. The sum is divided by B and not by the sum of the weights: within a batch of one language
 * the language's part of omega is constant and would cancel.
 *
 * <p>The one holder of the temperature: gradient cache, plain path and validation all call this. Safe for many threads.
 *
 * @param temperature tau; positive
 */
public record ContrastiveLoss(double temperature, WeightPlacement placement) {
    public ContrastiveLoss {
        if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("temperature must be positive and finite (got: " + temperature + ")");
        }
    }

    /**
     * The loss, a scalar with a graph.
     *
     * @param queriesBD 32-bit floats, normally of length 1
     * @param passagesND as the queries
     */
    public Tensor of(Tensor queriesBD, Tensor passagesND, ContrastiveTargets targets) {
        int queries = targets.queries();
        requireRows("queries", queriesBD, queries);
        requireRows("passages", passagesND, targets.passages());
        Tensor scoresBN = torch.matmul(queriesBD, passagesND.t()).div(new Scalar(temperature));
        Tensor biasBN = torch.tensor(bias(targets))
                .view(queries, targets.passages())
                .to(scoresBN.device(), scoresBN.scalar_type());
        Tensor logsBN = scoresBN.add(biasBN).log_softmax(1);
        long[] columns = Arrays.stream(targets.positives()).asLongStream().toArray();
        Tensor positivesB1 = torch.tensor(columns).view(queries, 1).to(scoresBN.device(), torch.ScalarType.Long);
        Tensor lossesB = logsBN.gather(1, positivesB1).view(queries).neg();
        if (placement == WeightPlacement.LOSS) {
            lossesB = lossesB.mul(torch.tensor(targets.weights()).to(scoresBN.device(), scoresBN.scalar_type()));
        }
        return lossesB.mean();
    }

    /** What is added to the scores: minus infinity where masked, log omega on the negatives of a weighted denominator. */
    private float[] bias(ContrastiveTargets targets) {
        int passages = targets.passages();
        int[] positives = targets.positives();
        boolean[] masked = targets.masked();
        float[] weights = targets.weights();
        float[] bias = new float[masked.length];
        for (int row = 0; row < positives.length; row++) {
            float negative = placement == WeightPlacement.DENOMINATOR ? (float) Math.log(weights[row]) : 0;
            for (int column = 0; column < passages; column++) {
                int cell = row * passages + column;
                bias[cell] = masked[cell] ? Float.NEGATIVE_INFINITY : column == positives[row] ? 0 : negative;
            }
        }
        return bias;
    }

    private static void requireRows(String name, Tensor representations, int rows) {
        if (representations.dim() != 2 || representations.size(0) != rows) {
            throw new IllegalArgumentException(
                    name + " must be a matrix of " + rows + " rows (got: " + representations.sizes() + ")");
        }
    }
}
