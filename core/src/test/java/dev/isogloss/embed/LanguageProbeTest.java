package dev.isogloss.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.testing.VectorsInHeap;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What vectors tell of the language of their texts. */
class LanguageProbeTest {
    private static final int DIMENSION = 16;
    private static final List<String> LANGUAGES = List.of("de", "en", "sw", "te");

    /** Gaussian texts around a point for each language, so far from the origin. */
    private static Vectors vectors(int each, double apart) {
        SplittableRandom random = new SplittableRandom(5);
        List<Key> keys = new ArrayList<>();
        List<float[]> rows = new ArrayList<>();
        for (int l = 0; l < LANGUAGES.size(); l++) {
            for (int i = 0; i < each; i++) {
                float[] row = new float[DIMENSION];
                for (int d = 0; d < DIMENSION; d++) {
                    row[d] = (float) (random.nextGaussian() + (d == l ? apart : 0));
                }
                keys.add(new Key(new Language(LANGUAGES.get(l)), "d" + i));
                rows.add(row);
            }
        }
        return new VectorsInHeap(keys, rows.toArray(float[][]::new));
    }

    @Test
    void languagesThatLieApartAreToldApart() {
        LanguageProbe probe = LanguageProbe.of(vectors(400, 8), 1);
        assertThat(probe.accuracy()).isGreaterThan(0.999);
        assertThat(probe.languages()).isEqualTo(4);
        assertThat(probe.chance()).isEqualTo(0.25);
        // Means at distance 8 along 4 axes: between = 64 (1/4 - 1/16) 4 = 48, within = 16.
        assertThat(probe.variance()).isCloseTo(48.0 / 64, within(0.02));
    }

    @Test
    void languagesThatShareOnePlaceAreNot() {
        LanguageProbe probe = LanguageProbe.of(vectors(1000, 0), 1);
        assertThat(probe.accuracy()).isCloseTo(0.25, within(0.04));
        assertThat(probe.variance()).isCloseTo(0, within(0.01));
    }

    @Test
    void theFartherApartTheMore() {
        double before = 0;
        for (double apart : new double[] {0, 1, 2, 4}) {
            LanguageProbe probe = LanguageProbe.of(vectors(500, apart), 1);
            assertThat(probe.variance()).isGreaterThanOrEqualTo(before);
            before = probe.variance();
        }
    }

    @Test
    void neitherScaleNorPlaceMatters() {
        Vectors vectors = vectors(200, 2);
        float[][] moved = new float[vectors.size()][];
        List<Key> keys = new ArrayList<>();
        for (int row = 0; row < moved.length; row++) {
            moved[row] = vectors.vector(row);
            for (int d = 0; d < DIMENSION; d++) {
                moved[row][d] = 3 * moved[row][d] + 7;
            }
            keys.add(vectors.key(row));
        }
        LanguageProbe expected = LanguageProbe.of(vectors, 4);
        LanguageProbe found = LanguageProbe.of(new VectorsInHeap(keys, moved), 4);
        assertThat(found.accuracy()).isEqualTo(expected.accuracy());
        assertThat(found.variance()).isCloseTo(expected.variance(), within(1e-5));
    }

    @Test
    void aLanguageOfASingleTextIsLeftOut() {
        Vectors vectors = vectors(200, 4);
        List<Key> keys = new ArrayList<>();
        List<float[]> rows = new ArrayList<>();
        for (int row = 0; row < vectors.size(); row++) {
            keys.add(vectors.key(row));
            rows.add(vectors.vector(row));
        }
        keys.add(new Key(new Language("yo"), "alone"));
        rows.add(new float[DIMENSION]);
        assertThat(LanguageProbe.of(new VectorsInHeap(keys, rows.toArray(float[][]::new)), 1))
                .isEqualTo(LanguageProbe.of(vectors, 1));
    }

    @Test
    void oneLanguageTellsNothing() {
        Key key = new Key(new Language("de"), "a");
        Vectors one = new VectorsInHeap(List.of(key), new float[][] {{1, 0}});
        assertThatThrownBy(() -> LanguageProbe.of(one, 1)).hasMessageContaining("two languages");
    }
}
