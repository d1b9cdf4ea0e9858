package dev.isogloss.data;

import java.util.List;

/**
 * A query with passages that answer it and passages that do not.
 *
 * @param positives at least one
 * @param negatives best first; may be empty (then only the other passages of the batch serve)
 */
public record TrainingExample(Query query, List<Key> positives, List<Negative> negatives) {
    public TrainingExample {
        positives = List.copyOf(positives);
        negatives = List.copyOf(negatives);
        if (positives.isEmpty()) {
            throw new IllegalArgumentException("query " + query.key() + " has no positive passage to learn from");
        }
    }

    public Language language() {
        return query.language();
    }
}
