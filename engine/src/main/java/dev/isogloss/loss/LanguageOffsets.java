package dev.isogloss.loss;

import org.bytedeco.pytorch.Tensor;

/**
 * Vectors less what they share with all texts of their language, of length 1 again: {@code (x - o) / |x - o|}. What is taken off is a
 * constant, so a gradient passes through the vector alone.
 */
public final class LanguageOffsets {
    private LanguageOffsets() {}

    /**
     * The moved rows, with a graph.
     *
     * @param rowsRD 32-bit floats
     * @param offsetsRD what is taken off each row; an empty one leaves its row where it is, but for its length
     */
    public static Tensor takenOff(Tensor rowsRD, float[][] offsetsRD) {
        return UnitRows.of(rowsRD.sub(ConstantRows.of("offsets", offsetsRD, rowsRD)));
    }
}
