package dev.isogloss.embed;

import dev.isogloss.data.Language;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Spherical k-means: rows are brought to length 1, a row belongs to the centroid with the largest cosine, a centroid is the
 * direction of the mean of its rows. Starts as k-means++ does (Arthur and Vassilvitskii, SODA 2007) on the squared
 * chord {@code 2 - 2 cos}, then Lloyd's iterations until nothing moves. The result depends on the rows and the seed alone, not on
 * the number of threads: sums are taken over blocks of a fixed size and added in the order of the blocks.
 *
 * @param clusters how many, at least 1; fewer come out when there are fewer rows
 * @param iterations at most so many, at least 1
 */
public record KMeans(int clusters, int iterations, long seed) {
    public KMeans {
        if (clusters < 1) {
            throw new IllegalArgumentException("clusters must be at least 1 (got: " + clusters + ")");
        }
        if (iterations < 1) {
            throw new IllegalArgumentException("iterations must be at least 1 (got: " + iterations + ")");
        }
    }

    /** So many clusters in at most 25 iterations. */
    public KMeans(int clusters, long seed) {
        this(clusters, 25, seed);
    }

    /**
     * Which row belongs where.
     *
     * @param assignments the cluster of each row, from 0
     * @param centroids one a cluster, of length 1
     * @param iterations how many were made
     */
    public record Clusters(int[] assignments, float[][] centroids, int iterations) {
        /** Rows in each cluster. */
        public int[] sizes() {
            int[] sizes = new int[centroids.length];
            for (int assignment : assignments) {
                sizes[assignment]++;
            }
            return sizes;
        }
    }

    /** Clusters rows of equal length; at least one row. */
    public Clusters cluster(float[][] rows) {
        return run(new UnitRows(
                rows.length, rows.length == 0 ? 0 : rows[0].length, new int[rows.length], row -> rows[row]));
    }

    /**
     * Clusters rows after taking the mean of its group from each, so that what the groups differ in does not decide: with
     * languages as groups the clusters are topics rather than languages.
     *
     * @param groups the group of each row, from 0
     */
    public Clusters clusterCentred(float[][] rows, int[] groups) {
        return run(new UnitRows(rows.length, rows.length == 0 ? 0 : rows[0].length, groups.clone(), row -> rows[row])
                .centred());
    }

    /** Clusters the vectors of a file without copying them all; at least one. */
    public Clusters cluster(Vectors vectors) {
        return run(new UnitRows(vectors.size(), vectors.dimension(), new int[vectors.size()], vectors::vector));
    }

    /** The same after taking from each vector the mean of its language. */
    public Clusters clusterCentred(Vectors vectors) {
        List<Language> languages = new ArrayList<>();
        int[] groups = new int[vectors.size()];
        for (int row = 0; row < groups.length; row++) {
            Language language = vectors.key(row).language();
            int group = languages.indexOf(language);
            if (group < 0) {
                group = languages.size();
                languages.add(language);
            }
            groups[row] = group;
        }
        return run(new UnitRows(vectors.size(), vectors.dimension(), groups, vectors::vector).centred());
    }

    private Clusters run(UnitRows rows) {
        if (rows.size() == 0) {
            throw new IllegalArgumentException("there are no rows to cluster");
        }
        float[][] centroids = start(rows, Math.min(clusters, rows.size()));
        int[] assignments = new int[rows.size()];
        Arrays.fill(assignments, -1);
        for (int iteration = 1; ; iteration++) {
            Assigned assigned = assign(rows, centroids);
            boolean settled = Arrays.equals(assigned.clusters, assignments);
            assignments = assigned.clusters;
            if (settled || iteration > iterations) {
                return new Clusters(assignments, centroids, iteration - 1);
            }
            centroids = means(rows, assigned, centroids.length);
        }
    }

    private float[][] start(UnitRows rows, int count) {
        SplittableRandom random = new SplittableRandom(seed);
        float[][] centroids = new float[count][];
        centroids[0] = rows.unit(random.nextInt(rows.size()));
        double[] distances = new double[rows.size()];
        Arrays.fill(distances, Double.POSITIVE_INFINITY);
        for (int c = 1; c < count; c++) {
            float[] newest = centroids[c - 1];
            rows.forEachBlock((from, to) -> {
                for (int row = from; row < to; row++) {
                    double chord = Math.max(0, 2 - 2 * dot(rows.unit(row), newest));
                    distances[row] = Math.min(distances[row], chord);
                }
            });
            centroids[c] = rows.unit(draw(distances, random));
        }
        return centroids;
    }

    private static int draw(double[] weights, SplittableRandom random) {
        double total = 0;
        for (double weight : weights) {
            total += weight;
        }
        double point = random.nextDouble() * total;
        int last = 0;
        for (int row = 0; row < weights.length; row++) {
            if (weights[row] > 0) {
                last = row;
                point -= weights[row];
                if (point < 0) {
                    return row;
                }
            }
        }
        return last;
    }

    private record Assigned(int[] clusters, float[] cosines) {}

    private static Assigned assign(UnitRows rows, float[][] centroids) {
        int[] assignments = new int[rows.size()];
        float[] cosines = new float[rows.size()];
        rows.forEachBlock((from, to) -> {
            for (int row = from; row < to; row++) {
                float[] unit = rows.unit(row);
                int best = 0;
                float bestCosine = Float.NEGATIVE_INFINITY;
                for (int c = 0; c < centroids.length; c++) {
                    float cosine = dot(unit, centroids[c]);
                    if (cosine > bestCosine) {
                        best = c;
                        bestCosine = cosine;
                    }
                }
                assignments[row] = best;
                cosines[row] = bestCosine;
            }
        });
        return new Assigned(assignments, cosines);
    }

    private static float[][] means(UnitRows rows, Assigned assigned, int count) {
        double[][] sums = rows.sums(assigned.clusters, count);
        float[][] centroids = new float[count][];
        boolean[] taken = new boolean[rows.size()];
        for (int c = 0; c < count; c++) {
            float[] mean = UnitRows.unit(sums[c]);
            // An empty cluster starts again at the row that its own centroid describes worst.
            centroids[c] = isZero(mean) ? rows.unit(worst(assigned.cosines, taken)) : mean;
        }
        return centroids;
    }

    private static int worst(float[] cosines, boolean[] taken) {
        int worst = -1;
        for (int row = 0; row < cosines.length; row++) {
            if (!taken[row] && (worst < 0 || cosines[row] < cosines[worst])) {
                worst = row;
            }
        }
        taken[worst] = true;
        return worst;
    }

    private static boolean isZero(float[] row) {
        for (float component : row) {
            if (component != 0) {
                return false;
            }
        }
        return true;
    }

    private static float dot(float[] left, float[] right) {
        // Eight sums in a fixed order: fast, and the same bits everywhere.
        float[] sums = new float[8];
        int whole = left.length & -8;
        for (int i = 0; i < whole; i += 8) {
            for (int lane = 0; lane < 8; lane++) {
                sums[lane] += left[i + lane] * right[i + lane];
            }
        }
        float sum = 0;
        for (float lane : sums) {
            sum += lane;
        }
        for (int i = whole; i < left.length; i++) {
            sum += left[i] * right[i];
        }
        return sum;
    }
}
