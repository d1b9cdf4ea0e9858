package dev.isogloss.mine;

import dev.isogloss.data.Key;
import dev.isogloss.data.Negative;
import dev.isogloss.data.Query;
import dev.isogloss.data.TrainingExample;
import java.util.List;

/**
 * What mining made of one query.
 *
 * @param positives known answers, in the order of keys
 * @param positiveScores the fused score of each positive, in their order; 0 where the ensemble did not find it
 * @param negatives judged ones first, then by fused score
 * @param dropped every candidate that did not become a negative, in the order of dropping
 */
public record MinedQuery(
        Query query, List<Key> positives, List<Float> positiveScores, List<Negative> negatives, List<Dropped> dropped) {
    public MinedQuery {
        positives = List.copyOf(positives);
        positiveScores = List.copyOf(positiveScores);
        if (positiveScores.size() != positives.size()) {
            throw new IllegalArgumentException("query " + query.key() + " has " + positives.size() + " positives, but "
                    + positiveScores.size() + " scores of them");
        }
        negatives = List.copyOf(negatives);
        dropped = List.copyOf(dropped);
    }

    /** What training needs of it. */
    public TrainingExample example() {
        return new TrainingExample(query, positives, negatives);
    }
}
