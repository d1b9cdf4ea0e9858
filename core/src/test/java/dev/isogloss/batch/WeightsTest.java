package dev.isogloss.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class WeightsTest {
    private static List<PlanExample> examples(List<Integer> kinds) {
        List<PlanExample> examples = new ArrayList<>();
        for (int kind : kinds) {
            Language language = List.of(new Language("fi"), new Language("sw"), new Language("te"))
                    .get(kind % 3);
            Key query = new Key(language, "q" + examples.size());
            examples.add(new PlanExample(examples.size(), language, kind / 3, query, List.of(), List.of(), List.of()));
        }
        return examples;
    }

    @Property(tries = 100)
    void theMeanOverTheExamplesIsAlwaysTheSame(
            @ForAll @Size(min = 1, max = 200) List<@IntRange(max = 35) Integer> kinds) {
        List<PlanExample> examples = examples(kinds);
        Weights weights = Weights.of(examples);
        double mean = examples.stream()
                .mapToDouble(example -> weights.of(example.language(), example.topic()))
                .average()
                .orElseThrow();
        assertThat(mean).isCloseTo(0.85, within(1e-9));
    }

    @Test
    void rareOnesWeighMore() {
        Weights weights = Weights.of(examples(List.of(0, 0, 0, 1)));
        // shares 3/4 and 1/4, so alpha = a/4 and 3a/4 with 3/4 a/4 + 1/4 3a/4 = .45
        assertThat(weights.languages().get(new Language("fi"))).isCloseTo(0.3, within(1e-9));
        assertThat(weights.languages().get(new Language("sw"))).isCloseTo(0.9, within(1e-9));
        assertThat(weights.topics().get(0)).isCloseTo(0.4, within(1e-9));
        assertThatThrownBy(() -> weights.of(new Language("te"), 0)).hasMessageContaining("te");
    }
}
