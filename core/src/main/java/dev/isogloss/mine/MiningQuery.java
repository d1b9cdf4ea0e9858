package dev.isogloss.mine;

import dev.isogloss.data.Judgments;
import dev.isogloss.data.Key;
import dev.isogloss.data.Query;
import java.util.List;

/**
 * A training query with what people said about it.
 *
 * @param positives in the order of keys; at least one
 * @param judgedNegatives in the order of keys
 */
public record MiningQuery(Query query, List<Key> positives, List<Key> judgedNegatives) {
    public MiningQuery {
        positives = positives.stream().sorted().distinct().toList();
        judgedNegatives = judgedNegatives.stream().sorted().distinct().toList();
        if (positives.isEmpty()) {
            throw new IllegalArgumentException("query " + query.key() + " has no positive passage to mine for");
        }
        for (Key negative : judgedNegatives) {
            if (positives.contains(negative)) {
                throw new IllegalArgumentException(
                        "query " + query.key() + " has " + negative + " as positive and as judged negative");
            }
        }
    }

    /** The query with its judgments; it must have a positive. */
    public static MiningQuery of(Query query, Judgments judgments) {
        return new MiningQuery(
                query, List.copyOf(judgments.positives(query.key())), List.copyOf(judgments.negatives(query.key())));
    }

    /** The same query as a system sees it that knows only positives. */
    public MiningQuery withoutJudgedNegatives() {
        return judgedNegatives.isEmpty() ? this : new MiningQuery(query, positives, List.of());
    }
}
