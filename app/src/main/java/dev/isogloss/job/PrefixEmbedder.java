package dev.isogloss.job;

import dev.isogloss.data.Language;
import dev.isogloss.embed.Embedder;
import dev.isogloss.embed.Role;
import dev.isogloss.embed.TextContract;
import dev.isogloss.io.BadInputException;
import java.util.Arrays;
import java.util.List;

/**
 * An embedder whose vectors are the first components of another's, brought back to length 1 where the other's are of length 1: what a
 * model that learned with {@code train.matryoshka} is good for.
 *
 * @param dimension components that are kept, at most those there are
 */
record PrefixEmbedder(Embedder embedder, int dimension) implements Embedder {
    PrefixEmbedder {
        if (dimension < 1 || dimension > embedder.dimension()) {
            throw new BadInputException("--dimensions must be 1 .. " + embedder.dimension()
                    + ", the components of the model's vectors (got: " + dimension + ")");
        }
    }

    @Override
    public TextContract contract() {
        return embedder.contract();
    }

    @Override
    public String networkHash() {
        return embedder.networkHash();
    }

    @Override
    public Embedded embed(List<String> texts, Role role) {
        return prefixes(embedder.embed(texts, role));
    }

    @Override
    public Embedded embed(List<String> texts, List<Language> languages, Role role) {
        return prefixes(embedder.embed(texts, languages, role));
    }

    private Embedded prefixes(Embedded whole) {
        float[][] vectors = whole.vectors();
        float[][] prefixes = new float[vectors.length][];
        for (int i = 0; i < vectors.length; i++) {
            prefixes[i] = prefix(vectors[i]);
        }
        return new Embedded(prefixes, whole.tokens(), whole.truncated());
    }

    private float[] prefix(float[] vector) {
        float[] prefix = Arrays.copyOf(vector, dimension);
        double squares = 0;
        for (float value : prefix) {
            squares += (double) value * value;
        }
        if (contract().normalize() && squares > 0) {
            for (int d = 0; d < prefix.length; d++) {
                prefix[d] = (float) (prefix[d] / Math.sqrt(squares));
            }
        }
        return prefix;
    }
}
