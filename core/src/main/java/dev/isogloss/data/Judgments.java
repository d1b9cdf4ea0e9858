package dev.isogloss.data;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which passages answer which queries, as people judged them. Immutable; iterates in the order of keys. Safe for many threads. */
public final class Judgments {
    private final SortedMap<Key, SortedMap<Key, Integer>> grades;

    private Judgments(SortedMap<Key, SortedMap<Key, Integer>> grades) {
        this.grades = grades;
    }

    /** The judgments {@code query -> passage -> grade}; a grade above 0 means relevant. */
    public static Judgments of(Map<Key, ? extends Map<Key, Integer>> grades) {
        SortedMap<Key, SortedMap<Key, Integer>> copy = new TreeMap<>();
        grades.forEach(
                (query, passages) -> copy.put(query, Collections.unmodifiableSortedMap(new TreeMap<>(passages))));
        return new Judgments(Collections.unmodifiableSortedMap(copy));
    }

    /** Every query that has a judgment. */
    public Set<Key> queries() {
        return grades.keySet();
    }

    /** Passage to grade for one query; empty when the query was not judged. */
    public SortedMap<Key, Integer> of(Key query) {
        return grades.getOrDefault(query, Collections.emptySortedMap());
    }

    /** The passages judged relevant (grade above 0). */
    public Set<Key> positives(Key query) {
        return withGrade(query, true);
    }

    /** The passages a person looked at and judged irrelevant (grade 0 or below). */
    public Set<Key> negatives(Key query) {
        return withGrade(query, false);
    }

    /** The number of judged pairs. */
    public long size() {
        return grades.values().stream().mapToLong(Map::size).sum();
    }

    private Set<Key> withGrade(Key query, boolean relevant) {
        Set<Key> keys = new TreeSet<>();
        of(query).forEach((passage, grade) -> {
            if (grade > 0 == relevant) {
                keys.add(passage);
            }
        });
        return keys;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Judgments that && grades.equals(that.grades);
    }

    @Override
    public int hashCode() {
        return grades.hashCode();
    }
}
