package dev.isogloss.index;

/**
 * The inner product that dense indexes write down: products and sums in 64-bit floats, in one fixed order. It is the same on
 * every machine, whatever matrix product or graph found the passage.
 */
final class InnerProduct {
    private InnerProduct() {}

    /** The inner product, rounded once; never -0. */
    static float of(float[] left, float[] right) {
        return (float) exact(left, right) + 0.0f;
    }

    /** The Euclidean length. */
    static double norm(float[] vector) {
        return Math.sqrt(exact(vector, vector));
    }

    private static double exact(float[] left, float[] right) {
        // Four running sums, because one would wait for itself at every addition.
        double sum0 = 0;
        double sum1 = 0;
        double sum2 = 0;
        double sum3 = 0;
        int i = 0;
        for (; i <= left.length - 4; i += 4) {
            sum0 += (double) left[i] * right[i];
            sum1 += (double) left[i + 1] * right[i + 1];
            sum2 += (double) left[i + 2] * right[i + 2];
            sum3 += (double) left[i + 3] * right[i + 3];
        }
        for (; i < left.length; i++) {
            sum0 += (double) left[i] * right[i];
        }
        return (sum0 + sum1) + (sum2 + sum3);
    }
}
