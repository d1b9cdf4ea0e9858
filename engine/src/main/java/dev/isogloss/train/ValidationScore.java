package dev.isogloss.train;

/**
 * How well held-out queries find their positives among their mined candidates. Not comparable with figures of a whole corpus.
 *
 * @param ndcg mean nDCG@10 over the held-out queries
 * @param reciprocalRank mean reciprocal rank of the first positive, 0 behind rank 10
 * @param loss mean contrastive loss against the query's own candidates
 * @param queries how many were ranked
 */
public record ValidationScore(double ndcg, double reciprocalRank, double loss, int queries) {
    /** Better is: higher nDCG@10, at equal nDCG@10 lower loss. */
    public boolean isBetterThan(ValidationScore other) {
        return ndcg > other.ndcg || (ndcg == other.ndcg && loss < other.loss);
    }
}
