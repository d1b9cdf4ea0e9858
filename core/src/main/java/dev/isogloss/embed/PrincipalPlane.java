package dev.isogloss.embed;

import java.util.List;
import java.util.SplittableRandom;

/**
 * The plane in which vectors differ most: their mean and the first two principal components, the directions of the largest variance
 * (Pearson 1901). Found by subspace iteration on the covariance, which is never written down, with a Rayleigh-Ritz step each time
 * (Golub and Van Loan, Matrix Computations, chapter 8.2); it starts from a fixed seed, so that the same rows give the same plane.
 *
 * @param mean of the rows
 * @param first component, of length 1, its largest entry above zero
 * @param second component, likewise and at right angles to the first; zeros where vectors have one entry only
 * @param variances along the two
 * @param total variance of the rows along all directions
 */
public record PrincipalPlane(double[] mean, double[] first, double[] second, double[] variances, double total) {
    private static final long SEED = 20;
    private static final int SUBSPACE = 8;
    private static final int MOST_STEPS = 500;
    private static final double CONVERGED = 1e-10;

    /** A point of the plane. */
    public record Place(double x, double y) {}

    /**
     * The plane of some rows.
     *
     * @param rows at least one, of equal length
     */
    public static PrincipalPlane of(List<float[]> rows) {
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("a plane needs at least one row (got: none)");
        }
        double[] mean = mean(rows);
        double[][] centred = new double[rows.size()][mean.length];
        double total = 0;
        for (int i = 0; i < centred.length; i++) {
            for (int d = 0; d < mean.length; d++) {
                centred[i][d] = rows.get(i)[d] - mean[d];
                total += centred[i][d] * centred[i][d] / centred.length;
            }
        }
        Ritz ritz = ritz(centred, start(mean.length));
        for (int step = 1; step < MOST_STEPS; step++) {
            Ritz next = ritz(centred, orthonormal(ritz.moved));
            boolean settled = Math.abs(next.values[0] - ritz.values[0]) <= CONVERGED * total
                    && Math.abs(next.values[1] - ritz.values[1]) <= CONVERGED * total;
            ritz = next;
            if (settled) {
                break;
            }
        }
        return new PrincipalPlane(
                mean,
                pointed(ritz.vectors[0]),
                mean.length > 1 ? pointed(ritz.vectors[1]) : new double[1],
                new double[] {Math.max(0, ritz.values[0]), Math.max(0, ritz.values[1])},
                total);
    }

    /** Where a vector falls in the plane; the mean falls at 0, 0. */
    public Place place(float[] vector) {
        double x = 0;
        double y = 0;
        for (int d = 0; d < mean.length; d++) {
            x += (vector[d] - mean[d]) * first[d];
            y += (vector[d] - mean[d]) * second[d];
        }
        return new Place(x, y);
    }

    private static double[] mean(List<float[]> rows) {
        double[] mean = new double[rows.getFirst().length];
        for (float[] row : rows) {
            if (row.length != mean.length) {
                throw new IllegalArgumentException(
                        "rows must be of equal length (got: " + mean.length + " and " + row.length + ")");
            }
            for (int d = 0; d < mean.length; d++) {
                mean[d] += (double) row[d] / rows.size();
            }
        }
        return mean;
    }

    private static double[][] start(int dimension) {
        SplittableRandom random = new SplittableRandom(SEED);
        double[][] basis = new double[Math.max(2, Math.min(SUBSPACE, dimension))][dimension];
        for (double[] vector : basis) {
            for (int d = 0; d < dimension; d++) {
                vector[d] = random.nextGaussian();
            }
        }
        return orthonormal(basis);
    }

    /** Gram-Schmidt; in place of a vector that depends on those before it comes one by chance, as long as there is room for it. */
    private static double[][] orthonormal(double[][] vectors) {
        SplittableRandom random = new SplittableRandom(SEED + 1);
        double[][] basis = new double[vectors.length][];
        for (int k = 0; k < vectors.length; k++) {
            basis[k] = beside(basis, k, vectors[k]);
            while (k < vectors[k].length && dot(basis[k], basis[k]) == 0) {
                basis[k] = beside(
                        basis, k, random.doubles(vectors[k].length, -1, 1).toArray());
            }
        }
        return basis;
    }

    /** A vector of length 1 at right angles to the first {@code k}; zeros where nothing but rounding is left of it. Twice is enough. */
    private static double[] beside(double[][] basis, int k, double[] given) {
        double[] vector = given.clone();
        double before = Math.sqrt(dot(vector, vector));
        for (int pass = 0; pass < 2; pass++) {
            for (int j = 0; j < k; j++) {
                add(vector, -dot(basis[j], vector), basis[j]);
            }
        }
        double length = Math.sqrt(dot(vector, vector));
        double scale = length <= 1e-12 * before || length == 0 ? 0 : 1 / length;
        for (int d = 0; d < vector.length; d++) {
            vector[d] *= scale;
        }
        return vector;
    }

    /**
     * The best that a subspace has of the covariance.
     *
     * @param values variances along its own principal directions, largest first
     * @param vectors these directions
     * @param moved what the covariance makes of them
     */
    private record Ritz(double[] values, double[][] vectors, double[][] moved) {}

    private static Ritz ritz(double[][] centred, double[][] basis) {
        double[][] moved = new double[basis.length][basis[0].length];
        for (double[] row : centred) {
            for (int k = 0; k < basis.length; k++) {
                add(moved[k], dot(row, basis[k]) / centred.length, row);
            }
        }
        double[][] within = new double[basis.length][basis.length];
        for (int i = 0; i < basis.length; i++) {
            for (int j = 0; j < basis.length; j++) {
                within[i][j] = (dot(basis[i], moved[j]) + dot(basis[j], moved[i])) / 2;
            }
        }
        SymmetricEigen eigen = SymmetricEigen.of(within);
        return new Ritz(eigen.values(), combined(eigen.vectors(), basis), combined(eigen.vectors(), moved));
    }

    private static double[][] combined(double[][] weights, double[][] vectors) {
        double[][] combined = new double[weights.length][vectors[0].length];
        for (int i = 0; i < weights.length; i++) {
            for (int j = 0; j < vectors.length; j++) {
                add(combined[i], weights[i][j], vectors[j]);
            }
        }
        return combined;
    }

    /** The same direction, or its opposite, whichever has its largest entry above zero. */
    private static double[] pointed(double[] vector) {
        double largest = 0;
        for (double value : vector) {
            largest = Math.abs(value) > Math.abs(largest) ? value : largest;
        }
        double[] pointed = vector.clone();
        for (int d = 0; d < pointed.length && largest < 0; d++) {
            pointed[d] = -pointed[d];
        }
        return pointed;
    }

    private static double dot(double[] one, double[] other) {
        double sum = 0;
        for (int d = 0; d < one.length; d++) {
            sum += one[d] * other[d];
        }
        return sum;
    }

    private static void add(double[] target, double weight, double[] vector) {
        for (int d = 0; d < target.length; d++) {
            target[d] += weight * vector[d];
        }
    }
}
