package dev.isogloss.mine;

import dev.isogloss.data.Language;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What each member of an ensemble found, and what it found alone.
 *
 * @param fusion how the members' rankings became one, weights included
 * @param weighting how the weights were chosen, in words and figures; empty where they were given
 * @param members in the order of their names; empty where nobody counted
 */
public record EnsembleReport(String fusion, String weighting, List<Member> members) {
    /** The report of an ensemble that nobody watched. */
    public static final EnsembleReport NONE = new EnsembleReport("", "", List.of());

    public EnsembleReport {
        members = List.copyOf(members);
    }

    /**
     * One member.
     *
     * @param weight in the fusion; 0 means that it was left out and found nothing
     * @param languages what it found, by the language of the query
     */
    public record Member(String name, double weight, SortedMap<Language, Found> languages) {
        public Member {
            languages = Collections.unmodifiableSortedMap(new TreeMap<>(languages));
        }

        /** All languages together. */
        public Found total() {
            return languages.values().stream().reduce(Found.NOTHING, Found::plus);
        }
    }

    /**
     * Counts over queries; "only" means that no other member found it as deep as it was asked.
     *
     * @param candidates of the ensemble that this member found
     * @param kept negatives that this member found
     * @param positives known answers that this member ranks among its first {@link Ensemble#POSITIVE_DEPTH}
     */
    public record Found(
            long candidates, long onlyCandidates, long kept, long onlyKept, long positives, long onlyPositives) {
        static final Found NOTHING = new Found(0, 0, 0, 0, 0, 0);

        Found plus(Found other) {
            return new Found(
                    candidates + other.candidates,
                    onlyCandidates + other.onlyCandidates,
                    kept + other.kept,
                    onlyKept + other.onlyKept,
                    positives + other.positives,
                    onlyPositives + other.onlyPositives);
        }
    }
}
