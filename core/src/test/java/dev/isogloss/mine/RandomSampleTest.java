package dev.isogloss.mine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.data.Key;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Candidates drawn at random. */
class RandomSampleTest {
    private static final int CANDIDATES = 20;

    private static List<Key> kept(Candidates of, int n, long seed) {
        return new RandomSample(n, seed).apply(of, Scorers.of()).passages();
    }

    @Test
    void keepsSoManyInTheirOrderAndSaysWhyTheOthersLeft() {
        Candidates before = StageLawsTest.candidates(CANDIDATES);
        Candidates after = new RandomSample(6, 3).apply(before, Scorers.of());
        assertThat(after.passages()).hasSize(6).isSubsetOf(before.passages());
        assertThat(after.passages())
                .isSortedAccordingTo((a, b) -> Integer.compare(
                        before.passages().indexOf(a), before.passages().indexOf(b)));
        assertThat(after.dropped())
                .hasSize(14)
                .allMatch(dropped -> dropped.reason().contains("not among 6"));
        assertThat(kept(before, 50, 3)).isEqualTo(before.passages());
    }

    @Test
    void whichOnesDependsOnTheSeedAndNotOnTheRanks() {
        Candidates before = StageLawsTest.candidates(CANDIDATES);
        assertThat(kept(before, 6, 3)).isEqualTo(kept(before, 6, 3)).isNotEqualTo(kept(before, 6, 4));
        List<Candidate> reversed = new ArrayList<>(before.candidates());
        Collections.reverse(reversed);
        Candidates other = new Candidates(
                before.query(), before.positives(), before.judgedNegatives(), reversed, List.of(), before.known());
        assertThat(new HashSet<>(kept(other, 6, 3))).isEqualTo(new HashSet<>(kept(before, 6, 3)));
    }

    @Test
    void everyRankHasTheSameChance() {
        Candidates before = StageLawsTest.candidates(CANDIDATES);
        Map<Key, Integer> counts = new HashMap<>();
        int seeds = 4000;
        for (int seed = 0; seed < seeds; seed++) {
            kept(before, 5, seed).forEach(key -> counts.merge(key, 1, Integer::sum));
        }
        // A quarter of 4,000, standard deviation 27.
        assertThat(counts.values()).hasSize(CANDIDATES).allMatch(count -> Math.abs(count - seeds / 4) < 130);
    }

    @Test
    void atLeastOne() {
        assertThatThrownBy(() -> new RandomSample(0, 1)).hasMessageContaining("at least 1");
    }
}
