package dev.isogloss.train;

import dev.isogloss.tokenize.TokenBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Some rows of a batch that are encoded together.
 *
 * @param rows where the texts stand in the batch, ascending by length
 * @param tokens the texts, in the order of {@code rows}
 */
record Chunk(int[] rows, TokenBatch tokens) {
    /**
     * Parts a batch into chunks of similar lengths and about equal size, none above {@code budget} tokens unless a single text is;
     * their number is a multiple of {@code lanes} where there are enough texts, so that no lane waits for another.
     */
    static List<Chunk> of(TokenBatch batch, int budget, int lanes) {
        int[] lengths = batch.lengths();
        int[] order = IntStream.range(0, lengths.length)
                .boxed()
                .sorted(Comparator.<Integer>comparingInt(row -> lengths[row]).thenComparing(row -> row))
                .mapToInt(Integer::intValue)
                .toArray();
        long rounds = Math.max(1, Math.ceilDiv((long) batch.ids().length, (long) budget * lanes));
        int fair = (int) Math.min(budget, Math.ceilDiv((long) batch.ids().length, rounds * lanes));
        List<Chunk> chunks = new ArrayList<>();
        int from = 0;
        int held = 0;
        for (int at = 0; at < order.length; at++) {
            int length = lengths[order[at]];
            // half of the text over the fair share still belongs to this chunk, if the budget allows
            boolean full = held + length > budget || held + length / 2 > fair;
            if (at > from && full) {
                chunks.add(slice(batch, Arrays.copyOfRange(order, from, at)));
                from = at;
                held = 0;
            }
            held += length;
        }
        chunks.add(slice(batch, Arrays.copyOfRange(order, from, order.length)));
        return chunks;
    }

    /** The whole batch as one chunk, in its own order. */
    static Chunk whole(TokenBatch batch) {
        return new Chunk(IntStream.range(0, batch.texts()).toArray(), batch);
    }

    /** Puts one row a text of this chunk where it stands in the batch. */
    void spread(float[][] ofChunk, float[][] ofBatch) {
        for (int i = 0; i < rows.length; i++) {
            ofBatch[rows[i]] = ofChunk[i];
        }
    }

    private static Chunk slice(TokenBatch batch, int[] rows) {
        return new Chunk(rows, batch.select(rows));
    }
}
