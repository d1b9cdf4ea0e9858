package dev.isogloss.eval;

import dev.isogloss.data.Hit;
import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Ranking;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where a ranking has what is in the query's own language, and what is not.
 *
 * @param own by rank, best first: whether the hit is in the query's language
 * @param ownRelevant ranks of the relevant passages in the query's language, from 1; 0 for one that the ranking lacks
 * @param otherRelevant those of the relevant passages in other languages, likewise
 */
public record LanguageRanks(List<Boolean> own, List<Integer> ownRelevant, List<Integer> otherRelevant) {
    public LanguageRanks {
        own = List.copyOf(own);
        ownRelevant = List.copyOf(ownRelevant);
        otherRelevant = List.copyOf(otherRelevant);
    }

    /** A ranking and the grades of its query, passage to grade; relevant is what has a grade above 0. */
    static LanguageRanks of(Ranking ranking, Map<Key, Integer> grades) {
        Language language = ranking.query().language();
        List<Boolean> own = new ArrayList<>();
        Map<Key, Integer> ranks = new HashMap<>();
        for (Hit hit : ranking.hits()) {
            own.add(hit.passage().language().equals(language));
            ranks.put(hit.passage(), own.size());
        }
        List<Integer> ownRelevant = new ArrayList<>();
        List<Integer> otherRelevant = new ArrayList<>();
        grades.forEach((passage, grade) -> {
            if (grade > 0) {
                (passage.language().equals(language) ? ownRelevant : otherRelevant).add(ranks.getOrDefault(passage, 0));
            }
        });
        return new LanguageRanks(own, ownRelevant, otherRelevant);
    }
}
