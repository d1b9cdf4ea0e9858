package dev.isogloss.tokenize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TokenBatchTest {
    private static final TokenBatch BATCH = new TokenBatch(
            new int[] {1, 2, 3, 4, 5, 6}, new int[] {2, 1, 3}, new int[] {2, 1, 9}, new int[] {0, 1, 0, 0, 0, 1});

    @Test
    void selectsTextsInTheGivenOrderWithTheirTypes() {
        TokenBatch selected = BATCH.select(new int[] {2, 0});
        assertThat(selected.ids()).containsExactly(4, 5, 6, 1, 2);
        assertThat(selected.lengths()).containsExactly(3, 2);
        assertThat(selected.untruncated()).containsExactly(9, 2);
        assertThat(selected.types()).containsExactly(0, 0, 1, 0, 1);
        assertThat(BATCH.starts()).containsExactly(0, 2, 3);
        assertThat(new TokenBatch(BATCH.ids(), BATCH.lengths(), BATCH.untruncated())
                        .select(new int[] {1})
                        .types())
                .isEmpty();
    }

    @Test
    void refusesTypesOfOtherTokens() {
        assertThatThrownBy(() -> new TokenBatch(BATCH.ids(), BATCH.lengths(), BATCH.lengths(), new int[] {1, 0}))
                .hasMessageContaining("6 (got: 2)");
    }
}
