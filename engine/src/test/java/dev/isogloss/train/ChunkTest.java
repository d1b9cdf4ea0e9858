package dev.isogloss.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isogloss.tokenize.TokenBatch;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ChunkTest {
    /** Law: chunks are a partition of the rows, with each row's own ids, within the budget. */
    @Property(tries = 200)
    void chunksPartitionTheRows(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 60) int rows,
            @ForAll @IntRange(min = 1, max = 4) int lanes) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        int[] lengths = random.ints(rows, 1, 30).toArray();
        int[] ids = new int[Arrays.stream(lengths).sum()];
        int at = 0;
        for (int row = 0; row < rows; row++) {
            Arrays.fill(ids, at, at + lengths[row], row);
            at += lengths[row];
        }
        List<Chunk> chunks = Chunk.of(new TokenBatch(ids, lengths, lengths), 64, lanes);
        boolean[] seen = new boolean[rows];
        for (Chunk chunk : chunks) {
            assertThat(chunk.tokens().ids().length).isPositive().isLessThanOrEqualTo(64);
            int start = 0;
            for (int i = 0; i < chunk.rows().length; i++) {
                int row = chunk.rows()[i];
                assertThat(seen[row]).as("row %d comes once", row).isFalse();
                seen[row] = true;
                int[] own = Arrays.copyOfRange(
                        chunk.tokens().ids(), start, start + chunk.tokens().lengths()[i]);
                assertThat(own).hasSize(lengths[row]).containsOnly(row);
                start += own.length;
            }
        }
        assertThat(seen).doesNotContain(false);
    }
}
