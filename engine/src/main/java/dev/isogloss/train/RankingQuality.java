package dev.isogloss.train;

import dev.isogloss.data.Key;
import dev.isogloss.data.Ranking;
import java.util.Set;

/** nDCG@10 and reciprocal rank of a short ranking, as trec_eval defines them. */
final class RankingQuality {
    static final int DEPTH = 10;

    private RankingQuality() {}

    static double ndcg(Ranking ranking, Set<Key> positives) {
        double gain = 0;
        double ideal = 0;
        for (int rank = 1; rank <= DEPTH; rank++) {
            double discounted = Math.log(2) / Math.log(rank + 1.0);
            ideal += rank <= positives.size() ? discounted : 0;
            boolean found = rank <= ranking.hits().size()
                    && positives.contains(ranking.hits().get(rank - 1).passage());
            gain += found ? discounted : 0;
        }
        return gain / ideal;
    }

    static double reciprocalRank(Ranking ranking, Set<Key> positives) {
        for (int rank = 1; rank <= ranking.hits().size(); rank++) {
            if (positives.contains(ranking.hits().get(rank - 1).passage())) {
                return 1.0 / rank;
            }
        }
        return 0;
    }
}
