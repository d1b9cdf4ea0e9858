package dev.isogloss.format;

import dev.isogloss.data.Key;
import java.util.Comparator;

/**
 * One line of a run below its query, before ids become keys.
 *
 * @param passage the id as the file spells it
 */
public record RunHit(String passage, float score) {
    /** trec_eval's order: score descending, ties by the bytes of the id descending; the rank column plays no part. */
    public static final Comparator<RunHit> TREC_ORDER = (a, b) -> {
        int byScore = Float.compare(b.score, a.score);
        return byScore != 0 ? byScore : Key.compareUtf8(b.passage, a.passage);
    };

    public RunHit {
        score = score + 0.0f; // -0.0 and 0.0 are one score
    }
}
