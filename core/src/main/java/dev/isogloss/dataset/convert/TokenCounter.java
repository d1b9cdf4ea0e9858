package dev.isogloss.dataset.convert;

import java.util.List;

/** Says how many tokens a model makes of texts, special ones and prompts included. Safe for many threads. */
public interface TokenCounter {
    /** Token counts of queries, uncut. */
    int[] ofQueries(List<String> queries);

    /** Token counts of passages, uncut. */
    int[] ofPassages(List<String> passages);

    /** The most tokens of a query. */
    int queryLimit();

    /** The most tokens of a passage. */
    int passageLimit();
}
