package dev.isogloss.mine;

import static dev.isogloss.mine.TableScorer.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.data.Key;
import dev.isogloss.embed.Vectors;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class VectorScorerTest {
    private record InMemory(List<Key> keys, float[][] all) implements Vectors {
        @Override
        public int size() {
            return keys.size();
        }

        @Override
        public int dimension() {
            return all[0].length;
        }

        @Override
        public Key key(int row) {
            return keys.get(row);
        }

        @Override
        public int row(Key key) {
            return keys.indexOf(key);
        }

        @Override
        public MemorySegment rows(int from, int to) {
            float[] flat = new float[(to - from) * dimension()];
            for (int row = from; row < to; row++) {
                System.arraycopy(all[row], 0, flat, (row - from) * dimension(), dimension());
            }
            return MemorySegment.ofArray(flat);
        }

        @Override
        public String toString() {
            return Arrays.deepToString(all);
        }
    }

    @Test
    void scoresAreDotProducts() {
        VectorScorer scorer = new VectorScorer(
                "dense",
                new InMemory(List.of(key("q")), new float[][] {{0.5f, 2}}),
                new InMemory(List.of(key("a"), key("b")), new float[][] {{1, 0}, {0.25f, 1}}));
        assertThat(scorer.score(TableScorer.query("q"), List.of(key("b"), key("a"))))
                .containsExactly(2.125f, 0.5f);
        assertThat(scorer.similarity(key("a"), List.of(key("b"), key("a")))).containsExactly(0.25f, 1f);
        assertThatThrownBy(() -> scorer.score(TableScorer.query("q"), List.of(key("c"))))
                .hasMessageContaining("sw:c");
        assertThatThrownBy(() -> Scorers.of(scorer).named("cross-encoder"))
                .hasMessageContaining("cross-encoder")
                .hasMessageContaining("dense");
    }
}
