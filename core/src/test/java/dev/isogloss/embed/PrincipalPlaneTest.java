package dev.isogloss.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Laws of the plane of largest variance. */
class PrincipalPlaneTest {
    /** Rows whose spread falls from one direction to the next. */
    private static List<float[]> rows(long seed, int size, int dimension) {
        SplittableRandom random = new SplittableRandom(seed);
        List<float[]> rows = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            float[] row = new float[dimension];
            for (int d = 0; d < dimension; d++) {
                row[d] = (float) (3 + random.nextGaussian() / (1 + d));
            }
            rows.add(row);
        }
        return rows;
    }

    private static double dot(double[] one, double[] other) {
        double sum = 0;
        for (int d = 0; d < one.length; d++) {
            sum += one[d] * other[d];
        }
        return sum;
    }

    private static double[][] covariance(List<float[]> rows, double[] mean) {
        double[][] covariance = new double[mean.length][mean.length];
        for (float[] row : rows) {
            for (int i = 0; i < mean.length; i++) {
                for (int j = 0; j < mean.length; j++) {
                    covariance[i][j] += (row[i] - mean[i]) * (row[j] - mean[j]) / rows.size();
                }
            }
        }
        return covariance;
    }

    @Property(tries = 60)
    void itIsThatOfTheWholeCovariance(
            @ForAll @IntRange(max = 1_000_000) int seed,
            @ForAll @IntRange(min = 1, max = 60) int size,
            @ForAll @IntRange(min = 2, max = 24) int dimension) {
        List<float[]> rows = rows(seed, size, dimension);
        PrincipalPlane plane = PrincipalPlane.of(rows);
        SymmetricEigen whole = SymmetricEigen.of(covariance(rows, plane.mean()));
        double scale = Math.max(1e-12, plane.total());
        assertThat(plane.variances()[0]).isCloseTo(Math.max(0, whole.values()[0]), within(1e-6 * scale));
        assertThat(plane.variances()[1]).isCloseTo(Math.max(0, whole.values()[1]), within(1e-6 * scale));
        double trace = 0;
        for (double value : whole.values()) {
            trace += value;
        }
        assertThat(plane.total()).isCloseTo(trace, within(1e-9 * scale));
        assertThat(dot(plane.first(), plane.first())).isCloseTo(1, within(1e-9));
        assertThat(dot(plane.second(), plane.second())).isCloseTo(1, within(1e-9));
        assertThat(dot(plane.first(), plane.second())).isCloseTo(0, within(1e-9));
    }

    @Test
    void placesHaveTheVariancesAndNoCorrelation() {
        List<float[]> rows = rows(7, 500, 48);
        PrincipalPlane plane = PrincipalPlane.of(rows);
        double x = 0;
        double y = 0;
        double xx = 0;
        double yy = 0;
        double xy = 0;
        for (float[] row : rows) {
            PrincipalPlane.Place place = plane.place(row);
            x += place.x() / rows.size();
            y += place.y() / rows.size();
            xx += place.x() * place.x() / rows.size();
            yy += place.y() * place.y() / rows.size();
            xy += place.x() * place.y() / rows.size();
        }
        assertThat(x).isCloseTo(0, within(1e-9));
        assertThat(y).isCloseTo(0, within(1e-9));
        assertThat(xx).isCloseTo(plane.variances()[0], within(1e-9));
        assertThat(yy).isCloseTo(plane.variances()[1], within(1e-9));
        assertThat(xy).isCloseTo(0, within(1e-4));
        assertThat(plane.variances()[0]).isGreaterThan(plane.variances()[1]);
    }

    @Test
    void theOrderOfTheRowsChangesNothingThatCanBeSeen() {
        List<float[]> rows = rows(3, 200, 30);
        List<float[]> reversed = new ArrayList<>(rows);
        Collections.reverse(reversed);
        PrincipalPlane.Place one = PrincipalPlane.of(rows).place(rows.getFirst());
        PrincipalPlane.Place other = PrincipalPlane.of(reversed).place(rows.getFirst());
        assertThat(other.x()).isCloseTo(one.x(), within(1e-4));
        assertThat(other.y()).isCloseTo(one.y(), within(1e-4));
        assertThat(PrincipalPlane.of(rows).place(rows.getFirst())).isEqualTo(one);
    }

    @Test
    void rowsThatDoNotDifferAllFallAtTheMiddle() {
        PrincipalPlane plane = PrincipalPlane.of(List.of(new float[] {1, 2, 3}, new float[] {1, 2, 3}));
        assertThat(plane.total()).isZero();
        assertThat(plane.place(new float[] {1, 2, 3})).isEqualTo(new PrincipalPlane.Place(0, 0));
        PrincipalPlane line = PrincipalPlane.of(List.of(new float[] {1}, new float[] {3}));
        assertThat(line.place(new float[] {3})).isEqualTo(new PrincipalPlane.Place(1, 0));
    }

    @Test
    void wrongRowsAreRefused() {
        assertThatThrownBy(() -> PrincipalPlane.of(List.of())).hasMessageContaining("at least one row");
        assertThatThrownBy(() -> PrincipalPlane.of(List.of(new float[2], new float[3])))
                .hasMessageContaining("equal length (got: 2 and 3)");
    }
}
