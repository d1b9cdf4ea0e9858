package dev.isogloss.index;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.embed.Vectors;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Vectors made up for tests. */
final class HeapVectors implements Vectors {
    private final List<Key> keys;
    private final Map<Key, Integer> rows = new HashMap<>();
    private final float[] values;
    private final int dimension;

    HeapVectors(List<Key> keys, float[][] vectors, int dimension) {
        this.keys = List.copyOf(keys);
        this.dimension = dimension;
        this.values = new float[keys.size() * dimension];
        for (int row = 0; row < keys.size(); row++) {
            System.arraycopy(vectors[row], 0, values, row * dimension, dimension);
            rows.put(keys.get(row), row);
        }
    }

    /** Keys of one language after another ({@code mixed}: in turn), with ids in no particular order. */
    static List<Key> keys(int count, List<Language> languages, boolean mixed) {
        List<Key> keys = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int language = mixed ? i % languages.size() : (int) ((long) i * languages.size() / count);
            keys.add(new Key(languages.get(language), "p" + i * 7919L % 10007 + "x" + i));
        }
        return keys;
    }

    /** Vectors of small whole numbers: exact in every order of summing, and full of ties. */
    static float[][] whole(int count, int dimension, SplittableRandom random) {
        float[][] vectors = new float[count][dimension];
        for (float[] vector : vectors) {
            for (int k = 0; k < dimension; k++) {
                vector[k] = random.nextInt(-2, 3);
            }
        }
        return vectors;
    }

    /** Vectors of length 1 around common centres, as encoders give them. */
    static float[][] clustered(int count, int dimension, int centres, double spread, SplittableRandom random) {
        float[][] middle = new float[centres][dimension];
        for (float[] vector : middle) {
            for (int k = 0; k < dimension; k++) {
                vector[k] = (float) random.nextGaussian();
            }
        }
        float[][] vectors = new float[count][dimension];
        for (float[] vector : vectors) {
            float[] centre = middle[random.nextInt(centres)];
            double norm = 0;
            for (int k = 0; k < dimension; k++) {
                vector[k] = (float) (centre[k] + spread * random.nextGaussian());
                norm += (double) vector[k] * vector[k];
            }
            for (int k = 0; k < dimension; k++) {
                vector[k] /= (float) Math.sqrt(norm);
            }
        }
        return vectors;
    }

    @Override
    public int size() {
        return keys.size();
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public Key key(int row) {
        return keys.get(row);
    }

    @Override
    public int row(Key key) {
        return rows.getOrDefault(key, -1);
    }

    @Override
    public MemorySegment rows(int from, int to) {
        return MemorySegment.ofArray(values)
                .asSlice((long) from * dimension * Float.BYTES, (long) (to - from) * dimension * Float.BYTES)
                .asReadOnly();
    }
}
