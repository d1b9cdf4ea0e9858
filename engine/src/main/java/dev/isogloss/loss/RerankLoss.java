package dev.isogloss.loss;

import java.util.Arrays;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * What a cross-encoder minimises over groups: one positive and the negatives of one query, with scores {@code s_0} (the positive)
 * and {@code s_1 .. s_n}.
 *
 * <pre>
 *   CONTRASTIVE  l = -log( exp s_0 / sum_j exp s_j )              (localised contrastive estimation, Gao et al. 2021,
 *                                                                  arXiv 2101.08751)
 *   BINARY       l = 1/2 log(1 + exp -s_0) + 1/(2n) sum_{j>0} log(1 + exp s_j)
 *   BOTH         l = the sum of the two
 * </pre>
 *
 * The first sees differences within a query only: its scores say nothing across queries, and no threshold fits them. The second
 * puts all queries on one scale, weighing both kinds of passages the same, but does not care for the order within a query. Hence
 * {@link #BOTH} is the default: a judge needs one scale, a reranker and a teacher need the order. Safe for many threads.
 */
public enum RerankLoss {
    CONTRASTIVE,
    BINARY,
    BOTH;

    /**
     * The sum of the groups' losses, a scalar with a graph.
     *
     * @param scoresP 32-bit floats, group after group, the positive first in each
     * @param groupSizes at least 2 each; sum to the number of scores
     */
    public Tensor sum(Tensor scoresP, int[] groupSizes) {
        if (Arrays.stream(groupSizes).sum() != scoresP.numel()
                || Arrays.stream(groupSizes).anyMatch(size -> size < 2)) {
            throw new IllegalArgumentException("groups must have a positive and a negative each and sum to "
                    + scoresP.numel() + " scores (got: " + Arrays.toString(groupSizes) + ")");
        }
        Tensor sum = null;
        long from = 0;
        for (int size : groupSizes) {
            Tensor loss = group(scoresP.narrow(0, from, size), size);
            sum = sum == null ? loss : sum.add(loss);
            from += size;
        }
        if (sum == null) {
            throw new IllegalArgumentException("there must be at least one group (got: 0)");
        }
        return sum;
    }

    private Tensor group(Tensor scoresG, int size) {
        return switch (this) {
            case CONTRASTIVE -> contrastive(scoresG);
            case BINARY -> binary(scoresG, size);
            case BOTH -> contrastive(scoresG).add(binary(scoresG, size));
        };
    }

    private static Tensor contrastive(Tensor scoresG) {
        return scoresG.log_softmax(0).select(0, 0).neg();
    }

    private static Tensor binary(Tensor scoresG, int size) {
        Tensor positive = torch.softplus(scoresG.narrow(0, 0, 1).neg()).sum();
        Tensor negatives = torch.softplus(scoresG.narrow(0, 1, size - 1L)).mean();
        return positive.add(negatives).mul(new Scalar(0.5));
    }
}
