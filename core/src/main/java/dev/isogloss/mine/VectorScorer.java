package dev.isogloss.mine;

import dev.isogloss.data.Key;
import dev.isogloss.data.Query;
import dev.isogloss.embed.Vectors;
import java.util.List;

/** Scores by the dot product of vectors that exist already; with vectors of length 1 that is the cosine. */
public final class VectorScorer implements PassageScorer {
    private final String name;
    private final Vectors queries;
    private final Vectors passages;

    /**
     * A scorer over the vectors of one model.
     *
     * @param queries must hold every query that will be scored
     * @param passages must hold every passage that will be scored; same dimension
     */
    public VectorScorer(String name, Vectors queries, Vectors passages) {
        if (queries.dimension() != passages.dimension()) {
            throw new IllegalArgumentException("query vectors have " + queries.dimension()
                    + " components, passage vectors " + passages.dimension() + "; they must come from one model");
        }
        this.name = name;
        this.queries = queries;
        this.passages = passages;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public float[] score(Query query, List<Key> others) {
        return products(vector(queries, query.key(), "query"), others);
    }

    @Override
    public float[] similarity(Key passage, List<Key> others) {
        return products(vector(passages, passage, "passage"), others);
    }

    private float[] products(float[] left, List<Key> keys) {
        float[] scores = new float[keys.size()];
        for (int i = 0; i < scores.length; i++) {
            float[] right = vector(passages, keys.get(i), "passage");
            double sum = 0;
            for (int d = 0; d < left.length; d++) {
                sum += left[d] * right[d];
            }
            scores[i] = (float) sum;
        }
        return scores;
    }

    private float[] vector(Vectors vectors, Key key, String role) {
        int row = vectors.row(key);
        if (row < 0) {
            throw new IllegalArgumentException(
                    "scorer " + name + " has no vector of " + role + " " + key + " among its " + vectors.size());
        }
        return vectors.vector(row);
    }
}
