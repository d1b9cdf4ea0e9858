package dev.isogloss.job;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.embed.PrincipalPlane;
import dev.isogloss.embed.Vectors;
import dev.isogloss.index.LanguageBalance;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Passages as points of a plane that shows most of how their vectors differ. Passages are taken at even steps over the index, the
 * same ones each time. Safe for many threads.
 */
public final class PassageMap {
    private static final int MOST_LEARNED_FROM = 3000;

    private final Vectors vectors;
    private final LanguageBalance balance;
    private final PrincipalPlane plane;

    private PassageMap(Vectors vectors, LanguageBalance balance, PrincipalPlane plane) {
        this.vectors = vectors;
        this.balance = balance;
        this.plane = plane;
    }

    /**
     * A passage and where it is.
     *
     * @param place the mean of all is at 0, 0
     */
    public record Point(Key passage, PrincipalPlane.Place place) {}

    /**
     * The map of some vectors.
     *
     * @param vectors at least one
     * @param balanced whether the mean of its language is taken off each vector first
     */
    public static PassageMap of(Vectors vectors, boolean balanced) {
        LanguageBalance balance = balance(vectors, balanced);
        List<float[]> rows = new ArrayList<>();
        for (int row : sample(vectors.size(), MOST_LEARNED_FROM)) {
            rows.add(balance.balanced(vectors.key(row).language(), vectors.vector(row)));
        }
        return new PassageMap(vectors, balance, PrincipalPlane.of(rows));
    }

    /** Of a text in no language that is known for sure the mean of all languages is taken off. */
    private static LanguageBalance balance(Vectors vectors, boolean balanced) {
        if (!balanced) {
            return new LanguageBalance(0, new TreeMap<>());
        }
        LanguageBalance known = LanguageBalance.of(vectors, 1);
        SortedMap<Language, float[]> means = new TreeMap<>(known.means());
        float[] mean = new float[vectors.dimension()];
        for (float[] one : known.means().values()) {
            for (int d = 0; d < mean.length; d++) {
                mean[d] += one[d] / known.means().size();
            }
        }
        means.putIfAbsent(Language.UNDETERMINED, mean);
        return new LanguageBalance(known.lambda(), means);
    }

    /** So many numbers below a size at even steps; all of them where there are no more. */
    private static int[] sample(int size, int most) {
        int taken = Math.min(size, most);
        int[] sample = new int[taken];
        for (int i = 0; i < taken; i++) {
            sample[i] = (int) ((long) i * size / taken);
        }
        return sample;
    }

    /**
     * Passages and where they are.
     *
     * @param most at least 0
     */
    public List<Point> points(int most) {
        List<Point> points = new ArrayList<>();
        for (int row : sample(vectors.size(), most)) {
            Key key = vectors.key(row);
            points.add(new Point(key, place(vectors.vector(row), key.language())));
        }
        return points;
    }

    /** Where a vector is that is of a text in a language. */
    public PrincipalPlane.Place place(float[] vector, Language language) {
        Language known = balance.means().containsKey(language) ? language : Language.UNDETERMINED;
        return plane.place(balance.balanced(known, vector));
    }

    /** The share of all variance that the plane shows along x and along y, 0 .. 1 each; of vectors that do not differ, 0. */
    public double[] explained() {
        double total = plane.total();
        return new double[] {
            total == 0 ? 0 : plane.variances()[0] / total, total == 0 ? 0 : plane.variances()[1] / total
        };
    }
}
