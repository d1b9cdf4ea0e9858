package dev.isogloss.mine;

import static dev.isogloss.mine.TableScorer.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.testing.VectorsInHeap;
import java.util.List;
import org.junit.jupiter.api.Test;

class VectorScorerTest {
    @Test
    void scoresAreDotProducts() {
        VectorScorer scorer = new VectorScorer(
                "dense",
                new VectorsInHeap(List.of(key("q")), new float[][] {{0.5f, 2}}),
                new VectorsInHeap(List.of(key("a"), key("b")), new float[][] {{1, 0}, {0.25f, 1}}));
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
