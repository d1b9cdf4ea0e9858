package dev.isogloss.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Query;
import dev.isogloss.data.TrainingExample;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HoldoutTest {
    @Test
    void holdsOutAboutTheShareAndNobodyTwice() {
        List<TrainingExample> examples = examples(3000);
        Holdout holdout = Holdout.of(examples, 0.1, 42);
        assertThat(holdout.validation()).hasSizeBetween(250, 350);
        Set<TrainingExample> all = new HashSet<>(holdout.training());
        all.addAll(holdout.validation());
        assertThat(all).hasSize(3000);
        assertThat(holdout.training().size() + holdout.validation().size()).isEqualTo(3000);
    }

    @Test
    void aQueryStaysOnItsSideWhateverElseIsThere() {
        List<TrainingExample> all = examples(500);
        List<TrainingExample> some = all.subList(100, 300).reversed();
        Set<TrainingExample> heldOut = new HashSet<>(Holdout.of(all, 0.2, 1).validation());
        assertThat(Holdout.of(some, 0.2, 1).validation()).allMatch(heldOut::contains);
        assertThat(Holdout.of(some, 0.2, 1).training()).noneMatch(heldOut::contains);
        assertThat(Holdout.of(all, 0.2, 2).validation())
                .isNotEqualTo(Holdout.of(all, 0.2, 1).validation());
        assertThat(Holdout.of(all, 0, 1).validation()).isEmpty();
    }

    private static List<TrainingExample> examples(int count) {
        List<TrainingExample> examples = new ArrayList<>();
        Language language = new Language("te");
        for (int i = 0; i < count; i++) {
            examples.add(new TrainingExample(
                    new Query(new Key(language, "q" + i), "text"), List.of(new Key(language, "p" + i)), List.of()));
        }
        return examples;
    }
}
