package dev.isogloss.bench;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.embed.Embedder;
import dev.isogloss.embed.KeyedText;
import dev.isogloss.embed.Role;
import dev.isogloss.embed.TextContract;
import dev.isogloss.embed.VectorEncoding;
import dev.isogloss.embed.VectorManifest;
import dev.isogloss.io.Progress;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Writes a store of random vectors of length 1, the same for the same seed, through the same code as encoding does.
 *
 * <p>Arguments: folder, rows, dimension, latent dimension, seed. A vector is {@code A z + noise} for a random {@code z} of the latent
 * dimension and one fixed {@code A}: texts' vectors fill far fewer dimensions than they have, and no graph search works in 384 free ones.
 * The latent dimension 0 gives free ones.
 */
final class VectorMaker {
    private VectorMaker() {}

    static Map<String, Object> run(Main.Arguments arguments) throws Exception {
        int rows = arguments.number(1);
        RandomEmbedder random = new RandomEmbedder(arguments.number(2), arguments.number(3), arguments.number(4));
        Language language = new Language("en");
        VectorManifest manifest = new VectorEncoding(
                        random, Role.PASSAGE, VectorEncoding.Settings.STANDARD, Progress.SILENT)
                .run(
                        () -> IntStream.range(0, rows)
                                .mapToObj(row ->
                                        new KeyedText(new Key(language, Integer.toString(row)), Integer.toString(row)))
                                .iterator(),
                        rows,
                        arguments.path(0),
                        String.join(" ", arguments.values().subList(1, 5)));
        return Map.of("rows", manifest.rows(), "dimension", manifest.dimension());
    }

    /** Takes a text that is a row's number to that row's vector. */
    private static final class RandomEmbedder implements Embedder {
        private static final double NOISE = 0.05;

        private final int dimension;
        private final int latent;
        private final int seed;
        private final float[][] axes;

        private RandomEmbedder(int dimension, int latent, int seed) {
            this.dimension = dimension;
            this.latent = latent;
            this.seed = seed;
            this.axes = new float[latent][dimension];
            SplittableRandom random = new SplittableRandom(-1); // of every seed: queries live among the passages
            for (float[] axis : axes) {
                for (int i = 0; i < dimension; i++) {
                    axis[i] = (float) (random.nextGaussian() / Math.sqrt(dimension));
                }
            }
        }

        @Override
        public int dimension() {
            return dimension;
        }

        @Override
        public TextContract contract() {
            return new TextContract("", "", 8, 8, " ", "none", true, true, "none", new TreeMap<>());
        }

        @Override
        public String networkHash() {
            return "random " + dimension + " " + latent + " " + seed;
        }

        @Override
        public Embedded embed(List<String> texts, Role role) {
            float[][] vectors = texts.parallelStream()
                    .map(text -> vector(Integer.parseInt(text)))
                    .toArray(float[][]::new);
            return new Embedded(vectors, texts.size(), List.of());
        }

        private float[] vector(int row) {
            SplittableRandom random = new SplittableRandom(((long) seed << 32) + row);
            float[] vector = new float[dimension];
            double noise = latent == 0 ? 1 : NOISE;
            for (int i = 0; i < dimension; i++) {
                vector[i] = (float) (noise * random.nextGaussian() / Math.sqrt(dimension));
            }
            for (float[] axis : axes) {
                float share = (float) (random.nextGaussian() / Math.sqrt(latent));
                for (int i = 0; i < dimension; i++) {
                    vector[i] += share * axis[i];
                }
            }
            double square = 0;
            for (float value : vector) {
                square += (double) value * value;
            }
            float scale = (float) (1 / Math.sqrt(square));
            for (int i = 0; i < dimension; i++) {
                vector[i] *= scale;
            }
            return vector;
        }
    }
}
