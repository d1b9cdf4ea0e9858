package dev.isogloss.embed;

/** The cosine of two vectors of any length, in double precision. */
public final class Cosine {
    private Cosine() {}

    /** In -1 .. 1; 0 where one of the vectors is 0. */
    public static double of(float[] left, float[] right) {
        double product = 0;
        double leftSquare = 0;
        double rightSquare = 0;
        for (int i = 0; i < left.length; i++) {
            product += (double) left[i] * right[i];
            leftSquare += (double) left[i] * left[i];
            rightSquare += (double) right[i] * right[i];
        }
        return leftSquare == 0 || rightSquare == 0 ? 0 : product / Math.sqrt(leftSquare * rightSquare);
    }
}
