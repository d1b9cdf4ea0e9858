package dev.isogloss.langchain4j;

import dev.langchain4j.data.segment.TextSegment;
import org.jspecify.annotations.Nullable;

/**
 * One vector of a store; its arrays are never changed.
 *
 * @param vector as it was given
 * @param unit the same brought to length 1, or zeros
 * @param segment what it is the vector of; null where nobody said
 */
record StoredEmbedding(
        String id, float[] vector, float[] unit, @Nullable TextSegment segment) {
    /** Takes a copy of a vector. */
    static StoredEmbedding of(String id, float[] vector, @Nullable TextSegment segment) {
        if (id.isBlank()) {
            throw new IllegalArgumentException("an id must not be blank");
        }
        return new StoredEmbedding(id, vector.clone(), unit(vector), segment);
    }

    /** A copy of length 1; zeros stay zeros. */
    static float[] unit(float[] vector) {
        double squares = 0;
        for (float value : vector) {
            squares += (double) value * value;
        }
        float[] unit = vector.clone();
        if (squares > 0) {
            double length = Math.sqrt(squares);
            for (int i = 0; i < unit.length; i++) {
                unit[i] = (float) (vector[i] / length);
            }
        }
        return unit;
    }
}
