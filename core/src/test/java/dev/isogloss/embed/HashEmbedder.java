package dev.isogloss.embed;

import dev.isogloss.io.StableHash;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Vectors that depend on the text alone; texts over 20 characters count as cut. Counts what it was asked. */
public final class HashEmbedder implements Embedder {
    private final String weights;
    private int asked;

    /** Vectors that differ from those of other weights. */
    public HashEmbedder(String weights) {
        this.weights = weights;
    }

    int asked() {
        return asked;
    }

    @Override
    public int dimension() {
        return 6;
    }

    @Override
    public TextContract contract() {
        return new TextContract("", "", 20, 20, " ", "mean", true, false, "none", new TreeMap<>());
    }

    @Override
    public String networkHash() {
        return weights;
    }

    @Override
    public Embedded embed(List<String> texts, Role role) {
        asked += texts.size();
        float[][] vectors = new float[texts.size()][dimension()];
        List<Integer> truncated = new ArrayList<>();
        long tokens = 0;
        for (int i = 0; i < vectors.length; i++) {
            SplittableRandom random = new SplittableRandom(StableHash.of(role.ordinal(), weights + texts.get(i)));
            for (int j = 0; j < dimension(); j++) {
                vectors[i][j] = (float) random.nextDouble(-1, 1);
            }
            if (texts.get(i).length() > 20) {
                truncated.add(i);
            }
            tokens += Math.min(20, texts.get(i).length());
        }
        return new Embedded(vectors, tokens, truncated);
    }
}
