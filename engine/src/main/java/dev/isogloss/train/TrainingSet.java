package dev.isogloss.train;

import dev.isogloss.data.Judgments;
import dev.isogloss.data.Key;
import dev.isogloss.data.Passage;
import dev.isogloss.data.TrainingExample;
import java.util.List;
import java.util.function.Function;

/**
 * What there is to learn from.
 *
 * @param examples the batch plan's ordinals point into this list
 * @param validation held-out queries, see {@link Holdout}; may be empty, then the last step's weights are kept
 * @param judgments every known positive, also of passages that are nobody's training positive: what the loss masks
 * @param weights omega of each example, see {@link dev.isogloss.batch.Weights}; empty for 1 throughout
 * @param passages the passage of a key; throws for a key it does not know; called from a thread of its own
 * @param advice what other models say about pairs of query and passage
 */
public record TrainingSet(
        List<TrainingExample> examples,
        List<TrainingExample> validation,
        Judgments judgments,
        List<Float> weights,
        Function<Key, Passage> passages,
        Advice advice) {
    public TrainingSet {
        examples = List.copyOf(examples);
        validation = List.copyOf(validation);
        weights = List.copyOf(weights);
        if (examples.isEmpty()) {
            throw new IllegalArgumentException("there must be at least one training example (got: 0)");
        }
        if (!weights.isEmpty() && weights.size() != examples.size()) {
            throw new IllegalArgumentException(
                    "there must be one weight an example, " + examples.size() + " (got: " + weights.size() + ")");
        }
    }

    /** A set on which no other model has a say. */
    public TrainingSet(
            List<TrainingExample> examples,
            List<TrainingExample> validation,
            Judgments judgments,
            List<Float> weights,
            Function<Key, Passage> passages) {
        this(examples, validation, judgments, weights, passages, Advice.NONE);
    }

    /** Omega of an example. */
    float weight(int ordinal) {
        return weights.isEmpty() ? 1 : weights.get(ordinal);
    }
}
