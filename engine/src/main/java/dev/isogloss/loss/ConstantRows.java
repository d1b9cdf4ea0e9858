package dev.isogloss.loss;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Rows that the loss is told, one for each row that it is of: they have no gradient. */
final class ConstantRows {
    private ConstantRows() {}

    /**
     * The rows as a tensor (R, D) on the device and in the type of the others; an empty row is zeros.
     *
     * @param what the rows are called in an error
     * @param likeRD what they must fit
     * @throws IllegalArgumentException when there are not R rows, or one has neither D components nor none
     */
    static Tensor of(String what, float[][] rowsRD, Tensor likeRD) {
        int rows = Math.toIntExact(likeRD.size(0));
        int dimension = Math.toIntExact(likeRD.size(1));
        if (rowsRD.length != rows) {
            throw new IllegalArgumentException(
                    "there must be " + what + " for each of " + rows + " rows (got: " + rowsRD.length + ")");
        }
        float[] flat = new float[rows * dimension];
        for (int row = 0; row < rows; row++) {
            int components = rowsRD[row].length;
            if (components != 0 && components != dimension) {
                throw new IllegalArgumentException(
                        what + " must have " + dimension + " components (got: " + components + ")");
            }
            System.arraycopy(rowsRD[row], 0, flat, row * dimension, components);
        }
        return torch.tensor(flat).view(rows, dimension).to(likeRD.device(), likeRD.scalar_type());
    }
}
