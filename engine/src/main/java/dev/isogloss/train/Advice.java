package dev.isogloss.train;

import org.jspecify.annotations.Nullable;

/**
 * What training hears from other models about the passages of a batch.
 *
 * @param teacher scores to distil from; null when there is no teacher
 * @param teachesBatch whether the teacher is asked about every passage of the batch; otherwise about an example's own only
 * @param guide scores by which passages that outdo the positive are masked as likely false negatives; null when there is no guide
 * @param guideMargin by how much the guide must find a passage better than the positive; on the guide's scale, 0 or more
 * @param identity what teacher and guide are, for example the hashes of their files; trainings with another one are other trainings
 */
public record Advice(
        @Nullable PairScores teacher,
        boolean teachesBatch,
        @Nullable PairScores guide,
        float guideMargin,
        String identity) {
    /** Nobody says anything. */
    public static final Advice NONE = new Advice(null, false, null, 0, "none");
}
