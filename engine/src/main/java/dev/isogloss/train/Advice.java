package dev.isogloss.train;

import dev.isogloss.data.Language;
import dev.isogloss.loss.GuideLimit;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What training hears from other models about the passages of a batch.
 *
 * @param teacher scores to distil from; null when there is no teacher
 * @param teachesBatch whether the teacher is asked about every passage of the batch; otherwise about an example's own only
 * @param vectors vectors to draw the student's to; null when there is no such teacher
 * @param guide scores by which passages that outdo the positive are masked as likely false negatives; null when there is no guide
 * @param guideLimit from which of the guide's scores on; null exactly when there is no guide
 * @param offsets what is taken off every vector of a language, query or passage, before the loss sees it; a language without one
 *     stays where it is. Constant throughout the training: they are of the model it started from
 * @param identity what teacher, guide and offsets are, for example the hashes of their files; trainings with another one are other
 *     trainings
 */
public record Advice(
        @Nullable PairScores teacher,
        boolean teachesBatch,
        @Nullable TeacherVectors vectors,
        @Nullable PairScores guide,
        @Nullable GuideLimit guideLimit,
        SortedMap<Language, float[]> offsets,
        String identity) {
    /** Nobody says anything. */
    public static final Advice NONE = new Advice(null, false, null, null, null, new TreeMap<>(), "none");

    public Advice {
        if ((guide == null) != (guideLimit == null)) {
            throw new IllegalArgumentException(
                    "a guide and its limit go together (got: " + guide + ", " + guideLimit + ")");
        }
        offsets = Collections.unmodifiableSortedMap(new TreeMap<>(offsets));
    }
}
