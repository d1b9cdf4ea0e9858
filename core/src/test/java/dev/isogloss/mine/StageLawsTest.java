package dev.isogloss.mine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isogloss.data.Key;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoublePredicate;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.Size;

class StageLawsTest {
    private static final Key FIRST = TableScorer.key("p0");
    private static final Key SECOND = TableScorer.key("p1");
    private static final Baseline CHANCE =
            new Baseline.Chance(new TreeMap<>(Map.of(FIRST.language(), List.of(TableScorer.key("r")))));

    @Property(tries = 200)
    void whatLeavesAndWhatStaysIsWhatWasThere(
            @ForAll("stages") MiningStage stage,
            @ForAll @Size(max = 45) List<@FloatRange(min = 0.5f, max = 1f) Float> scores,
            @ForAll @FloatRange(min = 0.5f, max = 1f) float positive) {
        Candidates before = candidates(scores.size());
        Candidates after = stage.apply(before, scorers(scores, positive));

        List<Candidate> keptInOrder = before.candidates().stream()
                .filter(after.candidates()::contains)
                .toList();
        assertThat(after.candidates()).isEqualTo(keptInOrder);
        List<Key> all = new ArrayList<>(after.passages());
        after.dropped().forEach(drop -> all.add(drop.passage()));
        assertThat(all).containsExactlyInAnyOrderElementsOf(before.passages());
        assertThat(after.dropped()).allSatisfy(drop -> {
            assertThat(drop.stage()).isEqualTo(stage.name());
            assertThat(drop.reason()).isNotBlank();
        });
        assertThat(after.positives()).isEqualTo(before.positives());
        // A second time nothing more leaves, unless the stage goes by rank.
        if (stage instanceof ScoreRule) {
            assertThat(stage.apply(after, scorers(scores, positive))).isEqualTo(after);
        }
    }

    @Property(tries = 100)
    void aLooserThresholdKeepsAllThatAStricterKeeps(
            @ForAll("rules") ScoreRule rule,
            @ForAll @DoubleRange(min = -0.2, max = 1.3) double strict,
            @ForAll @DoubleRange(min = 0, max = 0.3) double more,
            @ForAll @Size(max = 45) List<@FloatRange(min = 0.5f, max = 1f) Float> scores,
            @ForAll @FloatRange(min = 0.5f, max = 1f) float positive) {
        Scorers scorers = scorers(scores, positive);
        Candidates before = candidates(scores.size());
        assertThat(rule.withThreshold(strict + more).apply(before, scorers).candidates())
                .containsAll(rule.withThreshold(strict).apply(before, scorers).candidates());
    }

    @Property(tries = 100)
    void everyRuleDropsTheHighestScoresFirst(
            @ForAll("rules") ScoreRule rule,
            @ForAll @Size(min = 1, max = 45) List<@FloatRange(min = 0.5f, max = 1f) Float> scores,
            @ForAll @FloatRange(min = 0.5f, max = 1f) float positive) {
        Candidates after = rule.apply(candidates(scores.size()), scorers(scores, positive));
        double highestKept = after.passages().stream()
                .mapToDouble(key -> scores.get(Integer.parseInt(key.id().substring(1))))
                .max()
                .orElse(0);
        assertThat(after.dropped()).allSatisfy(drop -> assertThat(drop.score()).isGreaterThanOrEqualTo(highestKept));
    }

    @Property(tries = 50)
    void thePapersFormulasHoldToTheLetter(
            @ForAll @Size(max = 20) List<@FloatRange(min = 0.5f, max = 1f) Float> scores,
            @ForAll @FloatRange(min = 0.5f, max = 1f) float positive) {
        Scorers scorers = scorers(scores, positive);
        Candidates before = candidates(scores.size());
        // p0 scores `positive`, p1 one tenth more: the smaller one counts.
        assertThat(droppedBy(MarginPos.paper(), before, scorers))
                .isEqualTo(where(scores, score -> score - (double) positive > -0.15));
        assertThat(droppedBy(PercPos.paper(), before, scorers))
                .isEqualTo(where(scores, score -> score / (double) positive > 0.90));
        assertThat(droppedBy(Absolute.paper(), before, scorers)).isEqualTo(where(scores, score -> score > 0.6));
    }

    private static List<Key> droppedBy(MiningStage stage, Candidates before, Scorers scorers) {
        return stage.apply(before, scorers).dropped().stream()
                .map(Dropped::passage)
                .toList();
    }

    private static List<Key> where(List<Float> scores, DoublePredicate test) {
        List<Key> keys = new ArrayList<>();
        for (int i = 0; i < scores.size(); i++) {
            if (test.test(scores.get(i))) {
                keys.add(TableScorer.key("c" + i));
            }
        }
        return keys;
    }

    @Provide
    Arbitrary<MiningStage> stages() {
        Stream<MiningStage> byRank =
                Stream.of(new NaiveTopK(1), new NaiveTopK(30), new Shift(0), Shift.paper(), new RandomSample(7, 1));
        return Arbitraries.of(Stream.concat(byRank, allRules().stream()).toList());
    }

    @Provide
    Arbitrary<ScoreRule> rules() {
        return Arbitraries.of(allRules());
    }

    private static List<ScoreRule> allRules() {
        return List.of(
                new Absolute("dense", 0.8),
                MarginPos.paper(),
                new MarginPos("dense", -0.02),
                PercPos.paper(),
                new PercPos("dense", 0.95, CHANCE),
                new Similarity("dense", 0.9));
    }

    static Candidates candidates(int count) {
        List<Candidate> candidates = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            SortedMap<String, Integer> ranks = new TreeMap<>(Map.of("bm25", i + 1));
            candidates.add(new Candidate(TableScorer.key("c" + i), ranks, count - i));
        }
        return new Candidates(
                TableScorer.query("q"), List.of(FIRST, SECOND), List.of(), candidates, List.of(), Map.of());
    }

    private static Scorers scorers(List<Float> scores, float positive) {
        Map<Key, Float> table = new HashMap<>();
        for (int i = 0; i < scores.size(); i++) {
            table.put(TableScorer.key("c" + i), scores.get(i));
        }
        table.put(FIRST, positive);
        table.put(SECOND, positive + 0.1f);
        table.put(TableScorer.key("r"), 0.6f);
        return Scorers.of(new TableScorer("dense", table));
    }
}
