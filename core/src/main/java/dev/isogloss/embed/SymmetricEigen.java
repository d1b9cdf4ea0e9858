package dev.isogloss.embed;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Eigenvalues and eigenvectors of a small symmetric matrix by Jacobi's rotations (Golub and Van Loan, Matrix Computations, chapter
 * 8.5).
 *
 * @param values largest first
 * @param vectors one a value, of length 1, at right angles to each other
 */
record SymmetricEigen(double[] values, double[][] vectors) {
    private static final int MOST_SWEEPS = 50;

    /** Of a symmetric matrix with at least one row. */
    static SymmetricEigen of(double[][] symmetric) {
        int size = symmetric.length;
        double[][] matrix = new double[size][];
        double[][] turned = new double[size][size];
        for (int i = 0; i < size; i++) {
            matrix[i] = symmetric[i].clone();
            turned[i][i] = 1;
        }
        for (int sweep = 0; sweep < MOST_SWEEPS && offDiagonal(matrix) > 0; sweep++) {
            for (int p = 0; p < size; p++) {
                for (int q = p + 1; q < size; q++) {
                    rotate(matrix, turned, p, q);
                }
            }
        }
        int[] order = IntStream.range(0, size)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> matrix[i][i]).reversed())
                .mapToInt(Integer::intValue)
                .toArray();
        double[] values = new double[size];
        double[][] vectors = new double[size][];
        for (int i = 0; i < size; i++) {
            values[i] = matrix[order[i]][order[i]];
            vectors[i] = turned[order[i]];
        }
        return new SymmetricEigen(values, vectors);
    }

    /** The largest entry off the diagonal, 0 where rounding hides it behind the diagonal. */
    private static double offDiagonal(double[][] matrix) {
        double off = 0;
        double on = 0;
        for (int i = 0; i < matrix.length; i++) {
            on = Math.max(on, Math.abs(matrix[i][i]));
            for (int j = i + 1; j < matrix.length; j++) {
                off = Math.max(off, Math.abs(matrix[i][j]));
            }
        }
        return off <= 1e-15 * on ? 0 : off;
    }

    /** Turns rows and columns p and q so that their common entry becomes zero; {@code turned} has the eigenvectors as rows. */
    private static void rotate(double[][] matrix, double[][] turned, int p, int q) {
        if (matrix[p][q] == 0) {
            return;
        }
        double theta = (matrix[q][q] - matrix[p][p]) / (2 * matrix[p][q]);
        double tangent = Math.copySign(1, theta) / (Math.abs(theta) + Math.hypot(theta, 1));
        double cosine = 1 / Math.hypot(tangent, 1);
        double sine = tangent * cosine;
        for (int k = 0; k < matrix.length; k++) {
            double atP = matrix[k][p];
            double atQ = matrix[k][q];
            matrix[k][p] = cosine * atP - sine * atQ;
            matrix[k][q] = sine * atP + cosine * atQ;
        }
        turn(matrix, p, q, cosine, sine);
        turn(turned, p, q, cosine, sine);
    }

    private static void turn(double[][] rows, int p, int q, double cosine, double sine) {
        for (int k = 0; k < rows.length; k++) {
            double atP = rows[p][k];
            double atQ = rows[q][k];
            rows[p][k] = cosine * atP - sine * atQ;
            rows[q][k] = sine * atP + cosine * atQ;
        }
    }
}
