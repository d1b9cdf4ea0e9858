package dev.isogloss.encoder;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;

/** Vectors of length 1, as sentence-transformers' Normalize makes them. */
final class Normalization {
    private static final double SMALLEST = 1e-12;

    private Normalization() {}

    /** Each row divided by its Euclidean length. */
    static Tensor unit(Tensor vectorsBD) {
        Tensor lengthsB1 = vectorsBD.norm(new ScalarOptional(new Scalar(2.0)), new long[] {1}, true);
        return vectorsBD.div(lengthsB1.clamp_min(new Scalar(SMALLEST)));
    }
}
