package dev.isogloss.rerank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FoldsTest {
    @Test
    void foldsAreEvenStableAndTheSameInEveryLanguage() {
        Folds folds = new Folds(5, 3);
        int[] sizes = new int[5];
        int moved = 0;
        for (int i = 0; i < 5000; i++) {
            int fold = folds.of(new Key(new Language("en"), "q" + i));
            sizes[fold]++;
            assertThat(folds.of(new Key(new Language("sw"), "q" + i))).isEqualTo(fold);
            moved += new Folds(5, 4).of(new Key(new Language("en"), "q" + i)) == fold ? 0 : 1;
        }
        assertThat(Arrays.stream(sizes)).allMatch(size -> size > 850 && size < 1150);
        assertThat(moved).isBetween(3700, 4300);
        assertThat(folds.of(new Key(new Language("en"), "q0")))
                .as("recorded: a fold must not move between versions")
                .isEqualTo(RECORDED);
    }

    private static final int RECORDED = 2;

    @Test
    void refusesNumbersThatAreNoFoldsAndModelsThatAreNotOneEach() {
        assertThatThrownBy(() -> new Folds(1, 0))
                .hasMessageContaining("2 .. 20")
                .hasMessageContaining("(got: 1)");
        assertThatThrownBy(() -> new OutOfFoldCrossEncoder(new Folds(3, 0), List.of()).close())
                .hasMessageContaining("3 (got: 0)");
    }
}
