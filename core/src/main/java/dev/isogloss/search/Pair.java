package dev.isogloss.search;

import dev.isogloss.data.Passage;
import dev.isogloss.data.Query;

/** A query and a passage that may answer it. */
public record Pair(Query query, Passage passage) {}
