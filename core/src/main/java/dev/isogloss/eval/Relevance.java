package dev.isogloss.eval;

import dev.isogloss.data.Hit;
import dev.isogloss.data.Key;
import dev.isogloss.data.Ranking;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a metric needs to know of one ranking: the gain at every rank, and the gains an ideal ranking would have. A gain is the
 * judged grade; unjudged passages and grades below 0 have none.
 */
public final class Relevance {
    private final int[] gains;
    private final int[] ideal;
    private final @Nullable LanguageRanks languages;

    private Relevance(int[] gains, int[] ideal, @Nullable LanguageRanks languages) {
        this.gains = gains;
        this.ideal = ideal;
        this.languages = languages;
    }

    /** A ranking against the judgments of its query, passage to grade. */
    public static Relevance of(Ranking ranking, Map<Key, Integer> grades) {
        List<Hit> hits = ranking.hits();
        int[] gradeByRank = new int[hits.size()];
        for (int i = 0; i < gradeByRank.length; i++) {
            gradeByRank[i] = grades.getOrDefault(hits.get(i).passage(), 0);
        }
        return of(gradeByRank, grades.values(), LanguageRanks.of(ranking, grades));
    }

    /**
     * The grades along a ranking against all grades of the query; of languages nothing is known.
     *
     * @param gradeByRank best rank first; 0 for an unjudged passage
     * @param judged the grades of all judged passages, retrieved or not, in any order
     */
    public static Relevance of(int[] gradeByRank, Collection<Integer> judged) {
        return of(gradeByRank, judged, null);
    }

    private static Relevance of(int[] gradeByRank, Collection<Integer> judged, @Nullable LanguageRanks languages) {
        int[] gains = new int[gradeByRank.length];
        for (int i = 0; i < gains.length; i++) {
            gains[i] = Math.max(0, gradeByRank[i]);
        }
        int[] ascending = judged.stream()
                .mapToInt(Integer::intValue)
                .filter(grade -> grade > 0)
                .sorted()
                .toArray();
        int[] ideal = new int[ascending.length];
        for (int i = 0; i < ideal.length; i++) {
            ideal[i] = ascending[ideal.length - 1 - i];
        }
        return new Relevance(gains, ideal, languages);
    }

    /** Where the query's own language stands; empty when the languages are not known. */
    public Optional<LanguageRanks> languages() {
        return Optional.ofNullable(languages);
    }

    /** The number of ranks. */
    public int depth() {
        return gains.length;
    }

    /** The gain at a rank, which counts from 1. */
    public int gain(int rank) {
        return gains[rank - 1];
    }

    /** The number of relevant passages, retrieved or not. */
    public int relevant() {
        return ideal.length;
    }

    /** The gain at a rank (from 1, up to {@link #relevant}) of an ideal ranking. */
    public int idealGain(int rank) {
        return ideal[rank - 1];
    }

    @Override
    public String toString() {
        return "gains " + Arrays.toString(gains) + " of " + Arrays.toString(ideal);
    }
}
