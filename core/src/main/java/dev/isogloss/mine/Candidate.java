package dev.isogloss.mine;

import dev.isogloss.data.Key;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A passage that the ensemble found for a query and that may become a negative.
 *
 * @param ranks rank (from 1) under each retriever that found it, by retriever name
 * @param score the fused score; finite
 */
public record Candidate(Key passage, SortedMap<String, Integer> ranks, float score) {
    public Candidate {
        ranks = Collections.unmodifiableSortedMap(new TreeMap<>(ranks));
        if (!Float.isFinite(score)) {
            throw new IllegalArgumentException("the score of " + passage + " must be finite (got: " + score + ")");
        }
    }
}
