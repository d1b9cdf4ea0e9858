package dev.isogloss.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;

/** Rows brought back to length 1, with a graph. */
final class UnitRows {
    private static final double SMALLEST = 1e-12;

    private UnitRows() {}

    /** Each row divided by its Euclidean length. */
    static Tensor of(Tensor rowsRD) {
        Tensor lengthsR1 = rowsRD.norm(new ScalarOptional(new Scalar(2.0)), new long[] {1}, true);
        return rowsRD.div(lengthsR1.clamp_min(new Scalar(SMALLEST)));
    }
}
