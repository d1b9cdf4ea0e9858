package dev.isogloss.data;

import java.util.Comparator;

/**
 * One passage of a ranking.
 *
 * @param score larger is better; finite
 */
public record Hit(Key passage, float score) {
    /** trec_eval's order: score descending, ties by passage key descending. Total, so equal inputs give equal rankings. */
    public static final Comparator<Hit> TREC_ORDER = (a, b) -> {
        int byScore = Float.compare(b.score, a.score);
        return byScore != 0 ? byScore : b.passage.compareTo(a.passage);
    };

    public Hit {
        if (!Float.isFinite(score)) {
            throw new IllegalArgumentException("the score of " + passage + " must be finite (got: " + score + ")");
        }
        score = score + 0.0f; // -0.0 and 0.0 are one score
    }
}
