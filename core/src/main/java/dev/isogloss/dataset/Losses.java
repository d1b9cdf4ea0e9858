package dev.isogloss.dataset;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a conversion could not keep, counted by what it was. One per thread. */
public final class Losses {
    private final SortedMap<String, Long> counts = new TreeMap<>();

    /** One more of a kind, for example {@code titles joined in front of their texts}. */
    public void count(String what) {
        count(what, 1);
    }

    /** So many more of a kind, perhaps none. */
    public void count(String what, long many) {
        if (many > 0) {
            counts.merge(what, many, Long::sum);
        }
    }

    /** Kind to count, in alphabetical order. */
    public SortedMap<String, Long> counts() {
        return Collections.unmodifiableSortedMap(counts);
    }
}
