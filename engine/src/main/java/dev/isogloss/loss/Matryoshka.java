package dev.isogloss.loss;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Matryoshka representation learning (Kusupati et al. 2022, arXiv 2205.13147): the first components of a vector are to be a vector of
 * their own. With {@code x[m]} the first m components of x divided by their length, and K prefixes,
 *
 * <pre>  L = 1/(K + 1) ( loss(q, d) + sum_m loss(q[m], d[m]) )</pre>
 *
 * @param prefixes lengths m, ascending, each shorter than the vectors; empty for the loss of whole vectors alone
 */
public record Matryoshka(List<Integer> prefixes) {
    /** Whole vectors alone. */
    public static final Matryoshka NONE = new Matryoshka(List.of());

    public Matryoshka {
        prefixes = List.copyOf(prefixes);
        int before = 0;
        for (int prefix : prefixes) {
            if (prefix <= before) {
                throw new IllegalArgumentException("prefixes must be positive and ascending (got: " + prefixes + ")");
            }
            before = prefix;
        }
    }

    /**
     * The mean over whole vectors and prefixes, a scalar with a graph.
     *
     * @param queriesBD 32-bit floats, normally of length 1
     * @param passagesND as the queries
     */
    Tensor of(ContrastiveLoss loss, Tensor queriesBD, Tensor passagesND, ContrastiveTargets targets) {
        Tensor sum = loss.of(queriesBD, passagesND, targets);
        for (int prefix : prefixes) {
            if (prefix >= queriesBD.size(1)) {
                throw new IllegalArgumentException("prefixes must be shorter than the vectors, " + queriesBD.size(1)
                        + " components (got: " + prefixes + ")");
            }
            sum = sum.add(loss.of(
                    UnitRows.of(queriesBD.narrow(1, 0, prefix)),
                    UnitRows.of(passagesND.narrow(1, 0, prefix)),
                    targets));
        }
        return prefixes.isEmpty() ? sum : sum.div(new Scalar((double) prefixes.size() + 1));
    }
}
