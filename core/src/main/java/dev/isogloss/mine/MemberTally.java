package dev.isogloss.mine;

import dev.isogloss.data.Language;
import dev.isogloss.data.Negative;
import dev.isogloss.mine.EnsembleReport.Found;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Counts what each member of an ensemble found, and what it found alone: takes the candidates as the ensemble offers them and the
 * queries as they are mined. One per thread.
 */
public final class MemberTally implements Consumer<MinedQuery> {
    private final SortedMap<String, SortedMap<Language, Found>> found = new TreeMap<>();

    /** Counts the candidates of a query, and the positives beside them, before any stage. */
    public void offered(Candidates candidates) {
        Language language = candidates.query().language();
        for (Candidate candidate : candidates.candidates()) {
            add(language, candidate.ranks().keySet(), new Found(1, 0, 0, 0, 0, 0), new Found(1, 1, 0, 0, 0, 0));
        }
        for (var positive : candidates.positives()) {
            SortedSet<String> near = new TreeSet<>();
            candidates.knownRanks().getOrDefault(positive, new TreeMap<>()).forEach((member, rank) -> {
                if (rank <= Ensemble.POSITIVE_DEPTH) {
                    near.add(member);
                }
            });
            add(language, near, new Found(0, 0, 0, 0, 1, 0), new Found(0, 0, 0, 0, 1, 1));
        }
    }

    /** Counts the negatives that were found for the query itself. */
    @Override
    public void accept(MinedQuery mined) {
        for (Negative negative : mined.negatives()) {
            if (negative.source() instanceof Negative.Retrieved) {
                add(
                        mined.query().language(),
                        negative.ranks().keySet(),
                        new Found(0, 0, 1, 0, 0, 0),
                        new Found(0, 0, 1, 1, 0, 0));
            }
        }
    }

    /**
     * The report of all that was counted.
     *
     * @param fusion how the members' rankings became one
     * @param weights of all members, by name; those that were left out with 0
     * @param weighting how the weights were chosen; empty where they were given
     */
    public EnsembleReport report(String fusion, Map<String, Double> weights, String weighting) {
        List<EnsembleReport.Member> members = new ArrayList<>();
        new TreeMap<>(weights)
                .forEach((name, weight) -> members.add(
                        new EnsembleReport.Member(name, weight, found.getOrDefault(name, new TreeMap<>()))));
        return new EnsembleReport(fusion, weighting, members);
    }

    private void add(Language language, Collection<String> members, Found oneOfSeveral, Found alone) {
        for (String member : members) {
            found.computeIfAbsent(member, name -> new TreeMap<>())
                    .merge(language, members.size() == 1 ? alone : oneOfSeveral, Found::plus);
        }
    }
}
