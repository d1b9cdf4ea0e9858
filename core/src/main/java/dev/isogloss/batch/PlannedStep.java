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
 * @param from the further training set that all its examples are of; null for the main collection's
 */
public record PlannedStep(
        int step,
        @Nullable Language language,
        List<Integer> queries,
        List<Integer> topics,
        @Nullable SetRound from) {
    /**
     * A pass over a further training set; the sets have rounds of their own, which epochs neither begin nor end.
     *
     * @param set its name
     * @param round how often its examples came before, from 0; what takes turns over the epochs takes turns over these instead
     */
    public record SetRound(String set, int round) {
        public SetRound {
            if (set.isEmpty() || round < 0) {
                throw new IllegalArgumentException(
                        "a set must have a name and a round from 0 (got: \"" + set + "\" and " + round + ")");
            }
        }
    }

    /** A step of the main collection. */
    public PlannedStep(int step, @Nullable Language language, List<Integer> queries, List<Integer> topics) {
        this(step, language, queries, topics, null);
    }

    public PlannedStep {
        queries = List.copyOf(queries);
        topics = List.copyOf(topics);
        if (queries.isEmpty() || topics.size() != queries.size()) {
            throw new IllegalArgumentException("step " + step + " needs examples and a topic for each (got: "
                    + queries.size() + " and " + topics.size() + ")");
        }
    }
}
