package dev.isogloss.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.testing.VectorsInHeap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ForkJoinPool;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class KMeansTest {
    private static final int DIMENSION = 24;

    /** Rows around {@code topics} directions, each also pushed towards the direction of its language. */
    private static float[][] rows(int count, int topics, int languages, double push, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[][] rows = new float[count][DIMENSION];
        for (int row = 0; row < count; row++) {
            for (int i = 0; i < DIMENSION; i++) {
                rows[row][i] = (float) (0.1 * random.nextGaussian());
            }
            rows[row][row % topics] += 1;
            rows[row][DIMENSION - 1 - row / topics % languages] += (float) push;
        }
        return rows;
    }

    /** The share of rows whose cluster's most frequent topic is their own. */
    private static double purity(int[] assignments, int topics) {
        Map<Integer, int[]> counts = new HashMap<>();
        for (int row = 0; row < assignments.length; row++) {
            counts.computeIfAbsent(assignments[row], cluster -> new int[topics])[row % topics]++;
        }
        int right = counts.values().stream()
                .mapToInt(topic -> Arrays.stream(topic).max().orElse(0))
                .sum();
        return right / (double) assignments.length;
    }

    @Test
    void findsSeparatedClusters() {
        KMeans.Clusters clusters = new KMeans(5, 7).cluster(rows(3000, 5, 1, 0, 1));
        assertThat(purity(clusters.assignments(), 5)).isGreaterThan(0.99);
        assertThat(Arrays.stream(clusters.sizes()).boxed()).hasSize(5).allMatch(size -> size > 500);
        assertThat(clusters.iterations()).isLessThan(25);
    }

    @Test
    void centredByLanguageTheClustersAreTopics() {
        float[][] rows = rows(2400, 4, 3, 3, 2);
        int[] languages = new int[rows.length];
        for (int row = 0; row < rows.length; row++) {
            languages[row] = row / 4 % 3;
        }
        assertThat(purity(new KMeans(4, 7).cluster(rows).assignments(), 4)).isLessThan(0.8);
        assertThat(purity(new KMeans(4, 7).clusterCentred(rows, languages).assignments(), 4))
                .isGreaterThan(0.99);
    }

    @Test
    void vectorsAndArraysGiveTheSame() {
        float[][] rows = rows(600, 4, 3, 2, 4);
        int[] groups = new int[rows.length];
        List<Key> keys = new ArrayList<>();
        for (int row = 0; row < rows.length; row++) {
            groups[row] = row / 4 % 3;
            keys.add(new Key(Language.MIRACL.get(groups[row]), "q" + row));
        }
        VectorsInHeap vectors = new VectorsInHeap(keys, rows);
        KMeans kMeans = new KMeans(4, 7);
        assertThat(kMeans.cluster(vectors).assignments())
                .isEqualTo(kMeans.cluster(rows).assignments());
        assertThat(kMeans.clusterCentred(vectors).assignments())
                .isEqualTo(kMeans.clusterCentred(rows, groups).assignments());
    }

    @Test
    void theNumberOfThreadsDoesNotMatter() throws Exception {
        float[][] rows = rows(5000, 12, 3, 0.5, 3);
        KMeans kMeans = new KMeans(12, 11);
        KMeans.Clusters usual = kMeans.cluster(rows);
        try (ForkJoinPool one = new ForkJoinPool(1);
                ForkJoinPool seven = new ForkJoinPool(7)) {
            for (ForkJoinPool pool : new ForkJoinPool[] {one, seven}) {
                KMeans.Clusters again = pool.submit(() -> kMeans.cluster(rows)).get();
                assertThat(again.assignments()).isEqualTo(usual.assignments());
                assertThat(Arrays.deepEquals(again.centroids(), usual.centroids()))
                        .isTrue();
            }
        }
    }

    @Property(tries = 30)
    void everyRowBelongsToItsNearestCentroidAndNoClusterIsEmpty(
            @ForAll @IntRange(min = 1, max = 60) int count,
            @ForAll @IntRange(min = 1, max = 9) int clusters,
            @ForAll long seed) {
        float[][] rows = rows(count, 3, 2, 0.5, seed);
        KMeans.Clusters found = new KMeans(clusters, seed).cluster(rows);
        assertThat(found.centroids()).hasNumberOfRows(Math.min(clusters, count));
        assertThat(found.sizes()).doesNotContain(0);
        for (int row = 0; row < count; row++) {
            double own = cosine(rows[row], found.centroids()[found.assignments()[row]]);
            for (float[] centroid : found.centroids()) {
                assertThat(cosine(rows[row], centroid)).isLessThan(own + 1e-5);
            }
        }
    }

    private static double cosine(float[] row, float[] centroid) {
        double product = 0;
        double squares = 0;
        for (int i = 0; i < row.length; i++) {
            product += row[i] * centroid[i];
            squares += row[i] * row[i];
        }
        return product / Math.sqrt(squares);
    }

    @Test
    void equalRowsAndZerosDoNoHarm() {
        KMeans.Clusters clusters = new KMeans(3, 1).cluster(new float[][] {{1, 0}, {1, 0}, {1, 0}, {0, 0}, {1, 0}});
        assertThat(clusters.assignments()).hasSize(5);
        assertThatThrownBy(() -> new KMeans(3, 1).cluster(new float[0][])).hasMessageContaining("no rows");
        assertThatThrownBy(() -> new KMeans(0, 1)).hasMessageContaining("got: 0");
        assertThatThrownBy(() -> new KMeans(2, 1).cluster(new float[][] {{1, 0}, {1}}))
                .hasMessageContaining("row 1 has 1");
    }
}
