package dev.isogloss.loss;

/**
 * What a teacher says of a batch of B queries and N passages: scores of pairs, vectors of texts, or nothing.
 *
 * @param scoresBN (B x N, row-major), NaN where the teacher says nothing; empty when it gives no scores
 * @param vectorsRD of the queries, rows 0 .. B-1, and of the passages, rows B .. B+N-1; each as long as the student's, or empty where
 *     the teacher says nothing. Without a row when it gives no vectors
 */
public record Teaching(float[] scoresBN, float[][] vectorsRD) {
    /** No teacher. */
    public static final Teaching NONE = new Teaching(new float[0], new float[0][]);

    /** Scores alone. */
    public static Teaching scores(float[] scoresBN) {
        return new Teaching(scoresBN, new float[0][]);
    }

    /** Vectors alone. */
    public static Teaching vectors(float[][] vectorsRD) {
        return new Teaching(new float[0], vectorsRD);
    }
}
