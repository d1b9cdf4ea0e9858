package dev.isogloss.loss;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

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
        int rows = Math.toIntExact(rowsRD.size(0));
        int dimension = Math.toIntExact(rowsRD.size(1));
        if (offsetsRD.length != rows) {
            throw new IllegalArgumentException(
                    "there must be an offset for each of " + rows + " rows (got: " + offsetsRD.length + ")");
        }
        float[] flat = new float[rows * dimension];
        for (int row = 0; row < rows; row++) {
            float[] offset = offsetsRD[row];
            if (offset.length != 0 && offset.length != dimension) {
                throw new IllegalArgumentException(
                        "offsets must have " + dimension + " components (got: " + offset.length + ")");
            }
            System.arraycopy(offset, 0, flat, row * dimension, offset.length);
        }
        Tensor constant = torch.tensor(flat).view(rows, dimension).to(rowsRD.device(), rowsRD.scalar_type());
        return UnitRows.of(rowsRD.sub(constant));
    }
}
