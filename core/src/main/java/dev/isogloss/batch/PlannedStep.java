package dev.isogloss.batch;

import dev.isogloss.data.Language;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One training step: which examples it takes.
 *
 * @param step its place in the epoch, from 0
 * @param language the language of all its examples; null in a plan that mixes languages
 * @param queries ordinals of the examples, no one twice; at least one
 * @param topics the topic of each, in the same order
 */
public record PlannedStep(int step, @Nullable Language language, List<Integer> queries, List<Integer> topics) {
    public PlannedStep {
        queries = List.copyOf(queries);
        topics = List.copyOf(topics);
        if (queries.isEmpty() || topics.size() != queries.size()) {
            throw new IllegalArgumentException("step " + step + " needs examples and a topic for each (got: "
                    + queries.size() + " and " + topics.size() + ")");
        }
    }
}
