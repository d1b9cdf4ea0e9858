package dev.isogloss.embed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998, https://doi.org/10.1145/290941.291025): one after another, the
 * candidate is chosen that has the largest {@code (1 - diversity) relevance - diversity max cosine(candidate, chosen)}.
 */
public final class MarginalRelevance {
    private MarginalRelevance() {}

    /**
     * Positions of candidates in the order in which they are chosen; of equal ones the one that comes first.
     *
     * @param relevance one a candidate, comparable to a cosine
     * @param vectors one a candidate, of any length
     * @param diversity 0 (relevance alone) .. 1 (after the first, difference alone)
     * @param wanted how many at most, at least 1
     */
    public static List<Integer> order(float[] relevance, float[][] vectors, double diversity, int wanted) {
        if (relevance.length != vectors.length) {
            throw new IllegalArgumentException(
                    "there must be one vector a candidate, " + relevance.length + " (got: " + vectors.length + ")");
        }
        if (!(diversity >= 0 && diversity <= 1)) {
            throw new IllegalArgumentException("diversity must be 0 .. 1 (got: " + diversity + ")");
        }
        // Nothing resembles what is chosen while nothing is: the first choice is the most relevant one whatever the
        // diversity.
        double[] nearest = new double[relevance.length];
        Arrays.fill(nearest, Double.NEGATIVE_INFINITY);
        boolean[] taken = new boolean[relevance.length];
        List<Integer> order = new ArrayList<>();
        while (order.size() < Math.min(wanted, relevance.length)) {
            int best = -1;
            double most = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < relevance.length; i++) {
                double marginal =
                        order.isEmpty() ? relevance[i] : (1 - diversity) * relevance[i] - diversity * nearest[i];
                if (!taken[i] && (best < 0 || marginal > most)) {
                    best = i;
                    most = marginal;
                }
            }
            taken[best] = true;
            order.add(best);
            for (int i = 0; i < relevance.length; i++) {
                if (!taken[i]) {
                    nearest[i] = Math.max(nearest[i], Cosine.of(vectors[i], vectors[best]));
                }
            }
        }
        return order;
    }
}
