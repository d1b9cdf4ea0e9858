package dev.isogloss.train;

import dev.isogloss.data.Key;

/** What somebody other than the model in training thinks of a passage for a query. Called from a thread of its own. */
@FunctionalInterface
public interface PairScores {
    /** The score; larger is better, NaN where nothing is known of this pair. */
    float score(Key query, Key passage);
}
