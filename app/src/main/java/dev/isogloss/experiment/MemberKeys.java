package dev.isogloss.experiment;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The keys of what an ensemble works with.
 *
 * @param members of every retriever that proposes candidates, by name
 * @param scorers of the vectors of every dense encoder that rules may name, by name
 */
record MemberKeys(SortedMap<String, StepKey> members, SortedMap<String, StepKey> scorers) {
    MemberKeys {
        members = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(members));
        scorers = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(scorers));
    }

    /** The same with another model as {@code dense}, which rules score with and which is a member where it was one. */
    MemberKeys withDense(StepKey encoded) {
        SortedMap<String, StepKey> others = new TreeMap<>(members);
        others.computeIfPresent(EnsembleMember.Dense.NAME, (name, before) -> encoded);
        SortedMap<String, StepKey> rules = new TreeMap<>(scorers);
        rules.put(EnsembleMember.Dense.NAME, encoded);
        return new MemberKeys(others, rules);
    }
}
