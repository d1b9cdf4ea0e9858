package dev.isogloss.mine;

import dev.isogloss.data.Key;
import dev.isogloss.data.Query;
import java.util.List;

/** One model's raw opinion on how well passages answer a query and how alike passages are. Safe for many threads. */
public interface PassageScorer {
    /** A short name that rules refer to, for example {@code dense}. */
    String name();

    /** One finite score a passage, in their order; larger is better. Scores of different scorers are not comparable. */
    float[] score(Query query, List<Key> passages);

    /** How alike one passage is to each of the others, in their order; finite, larger is more alike. */
    float[] similarity(Key passage, List<Key> others);
}
