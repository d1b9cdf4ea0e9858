package dev.isogloss.index;

import dev.isogloss.data.Hit;
import dev.isogloss.embed.Vectors;
import java.util.ArrayList;
import java.util.List;

/**
 * The best passages of one query, as a matrix product proposes rows and {@link InnerProduct} decides. One per thread.
 *
 * <p>A proposed score may be off by {@code slack}, so every row that reaches the worst kept score less {@code slack} is scored
 * again; none that belongs to the best can be missed. What is kept depends on the set of rows alone, not on their order.
 */
final class TopHits {
    private final Vectors passages;
    private final float[] query;
    private final double slack;
    /** A binary heap, the worst hit first. */
    private final float[] scores;

    private final int[] rows;
    private int size;
    private float bound = Float.NEGATIVE_INFINITY;

    /**
     * Nothing yet.
     *
     * @param depth how many to keep
     * @param slack the largest difference of a proposed score from the written one
     */
    TopHits(Vectors passages, float[] query, int depth, double slack) {
        this.passages = passages;
        this.query = query;
        this.slack = slack;
        this.scores = new float[depth];
        this.rows = new int[depth];
    }

    /** A proposed score below this is not worth an {@link #offer}. */
    float bound() {
        return bound;
    }

    /** Scores the row's vector and keeps the row if it is among the best. */
    void offer(int row, float[] passage) {
        float score = InnerProduct.of(query, passage);
        if (size < rows.length) {
            scores[size] = score;
            rows[size] = row;
            rise(size++);
        } else if (isWorse(scores[0], rows[0], score, row)) {
            scores[0] = score;
            rows[0] = row;
            sink(0);
        }
        if (size == rows.length) {
            bound = Math.nextDown((float) (scores[0] - slack));
        }
    }

    /** What is kept, in no particular order. */
    List<Hit> hits() {
        List<Hit> hits = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            hits.add(new Hit(passages.key(rows[i]), scores[i]));
        }
        return hits;
    }

    /** Whether the first comes after the second in {@link Hit#TREC_ORDER}; keys are looked up only for ties. */
    private boolean isWorse(float score, int row, float otherScore, int otherRow) {
        return score != otherScore ? score < otherScore : passages.key(row).compareTo(passages.key(otherRow)) < 0;
    }

    private void rise(int from) {
        int child = from;
        while (child > 0) {
            int parent = (child - 1) / 2;
            if (!isWorse(scores[child], rows[child], scores[parent], rows[parent])) {
                return;
            }
            swap(child, parent);
            child = parent;
        }
    }

    private void sink(int from) {
        int parent = from;
        while (2 * parent + 1 < size) {
            int child = 2 * parent + 1;
            if (child + 1 < size && isWorse(scores[child + 1], rows[child + 1], scores[child], rows[child])) {
                child++;
            }
            if (!isWorse(scores[child], rows[child], scores[parent], rows[parent])) {
                return;
            }
            swap(child, parent);
            parent = child;
        }
    }

    private void swap(int left, int right) {
        float score = scores[left];
        scores[left] = scores[right];
        scores[right] = score;
        int row = rows[left];
        rows[left] = rows[right];
        rows[right] = row;
    }
}
