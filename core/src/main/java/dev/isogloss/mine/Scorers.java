package dev.isogloss.mine;

import dev.isogloss.io.BadInputException;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The scorers that rules may name. Safe for many threads. */
public final class Scorers {
    private final SortedMap<String, PassageScorer> byName;

    private Scorers(SortedMap<String, PassageScorer> byName) {
        this.byName = Collections.unmodifiableSortedMap(byName);
    }

    /** These scorers, whose names must differ. */
    public static Scorers of(PassageScorer... scorers) {
        SortedMap<String, PassageScorer> byName = new TreeMap<>();
        for (PassageScorer scorer : List.of(scorers)) {
            if (byName.put(scorer.name(), scorer) != null) {
                throw new IllegalArgumentException("two scorers have the name " + scorer.name());
            }
        }
        return new Scorers(byName);
    }

    /** The scorer of that name. */
    public PassageScorer named(String name) {
        PassageScorer scorer = byName.get(name);
        if (scorer == null) {
            throw new BadInputException(
                    "a mining stage asks for the scorer \"" + name + "\"; there are: " + byName.keySet());
        }
        return scorer;
    }
}
