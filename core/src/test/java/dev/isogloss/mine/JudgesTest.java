package dev.isogloss.mine;

import static dev.isogloss.mine.TableScorer.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.io.Progress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Judges, the stage that obeys them, and the check against people. */
class JudgesTest {
    private static final SmallCollection COLLECTION = new SmallCollection(40, Map.of());

    /** Finds what its table says: above 0.8 relevant, above 0.5 partial, below 0 undecided. */
    private record TableJudge(Map<Key, Float> table) implements Judge {
        @Override
        public String name() {
            return "table";
        }

        @Override
        public String describe() {
            return "table(" + table.size() + ")";
        }

        @Override
        public List<List<Verdict>> judge(List<Question> questions, Progress progress) {
            List<List<Verdict>> all = new ArrayList<>();
            for (Question question : questions) {
                all.add(question.passages().stream()
                        .map(passage -> {
                            float score = table.getOrDefault(passage.key(), 0f);
                            Grade grade = score > 0.8
                                    ? Grade.RELEVANT
                                    : score > 0.5 ? Grade.PARTIAL : score < 0 ? Grade.UNDECIDED : Grade.IRRELEVANT;
                            return new Verdict(grade, List.of(grade), score);
                        })
                        .toList());
            }
            return all;
        }
    }

    private static final Judge JUDGE =
            new TableJudge(Map.of(key("c1"), 0.9f, key("c2"), 0.6f, key("c3"), -1f, key("c5"), 0.95f));

    private static Candidates judged(JudgePolicy policy, boolean keepUndecided) {
        JudgeStage stage = new JudgeStage(
                JUDGE, policy, keepUndecided, key -> new dev.isogloss.data.Passage(key, "", "text"), Progress.SILENT);
        return stage.apply(StageLawsTest.candidates(7), Scorers.of());
    }

    @Test
    void everyPolicyDoesWhatItSays() {
        assertThat(judged(JudgePolicy.KEEP_IRRELEVANT, true).passages())
                .containsExactly(key("c0"), key("c3"), key("c4"), key("c6"));
        assertThat(judged(JudgePolicy.KEEP_IRRELEVANT, false).passages())
                .containsExactly(key("c0"), key("c4"), key("c6"));
        assertThat(judged(JudgePolicy.DROP_RELEVANT, true).passages())
                .containsExactly(key("c0"), key("c2"), key("c3"), key("c4"), key("c6"));
        Candidates relabelled = judged(JudgePolicy.RELABEL_RELEVANT, true);
        assertThat(relabelled.passages()).containsExactly(key("c0"), key("c3"), key("c4"), key("c6"));
        assertThat(relabelled.positives()).contains(key("c1"), key("c5")).hasSize(4);
        assertThat(relabelled.known()).containsEntry(key("c1"), 6f);
    }

    /** Law: nothing gets lost; what left is dropped with votes or became a positive. */
    @Test
    void nothingGetsLost() {
        for (JudgePolicy policy : JudgePolicy.values()) {
            Candidates before = StageLawsTest.candidates(7);
            Candidates after = judged(policy, true);
            List<Key> everything = new ArrayList<>(after.passages());
            after.dropped().forEach(drop -> everything.add(drop.passage()));
            everything.addAll(after.positives());
            List<Key> expected = new ArrayList<>(before.passages());
            expected.addAll(before.positives());
            assertThat(everything).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(after.dropped()).allSatisfy(drop -> {
                assertThat(drop.stage()).isEqualTo("table");
                assertThat(drop.detail()).isEqualTo(drop.reason());
            });
        }
    }

    @Test
    void aConsensusIsRelevantForMostPartialForSome() {
        Map<Key, Float> near = Map.of(key("d5"), 0.9f, key("d6"), 0.9f, key("d7"), 0.9f);
        ConsensusJudge judge = new ConsensusJudge(List.of(
                new ConsensusJudge.Member(new TableScorer("a", near), 0.8),
                new ConsensusJudge.Member(new TableScorer("b", Map.of(key("d5"), 0.5f, key("d6"), 0.4f)), 0.3),
                new ConsensusJudge.Member(new TableScorer("c", Map.of(key("d5"), 2f, key("d8"), 1f)), 1)));
        Question question = new Question(
                TableScorer.query("q"),
                List.of(COLLECTION.lookup().apply(key("d0"))),
                List.of(key("d5"), key("d6"), key("d7"), key("d8")).stream()
                        .map(COLLECTION.lookup())
                        .toList());
        List<Verdict> verdicts = judge.judge(List.of(question), Progress.SILENT).getFirst();
        assertThat(verdicts)
                .extracting(Verdict::grade)
                .containsExactly(Grade.RELEVANT, Grade.RELEVANT, Grade.PARTIAL, Grade.IRRELEVANT);
        assertThat(verdicts.getFirst().score()).isEqualTo(1);
        assertThat(verdicts.get(2).votes()).containsExactly(Grade.RELEVANT, Grade.IRRELEVANT, Grade.IRRELEVANT);
        assertThatThrownBy(() -> new ConsensusJudge(List.of(
                        new ConsensusJudge.Member(new TableScorer("a", near), 0.8),
                        new ConsensusJudge.Member(new TableScorer("a", near), 0.7))))
                .hasMessageContaining("[a, a]");
    }

    @Test
    void theCheckCountsAgainstPeople() {
        Map<Key, Float> table = new HashMap<>();
        table.put(key("d1"), 0.9f); // a hidden positive, caught
        table.put(key("d3"), 0.6f); // a judged negative, wrongly suspected
        table.put(key("d4"), -1f); // undecided: not counted
        JudgeCheck check = JudgeCheck.of(
                new TableJudge(table),
                JudgePolicy.KEEP_IRRELEVANT,
                List.of(
                        new MiningQuery(
                                TableScorer.query("q"),
                                List.of(key("d0"), key("d1"), key("d2")),
                                List.of(key("d3"), key("d4"), key("d5"), key("d6"))),
                        new MiningQuery(TableScorer.query("r"), List.of(key("d0")), List.of())),
                COLLECTION.lookup(),
                Progress.SILENT);
        assertThat(check.total()).isEqualTo(new JudgeCheck.Agreement(1, 1, 1, 2));
        assertThat(check.total().accuracy()).isCloseTo(0.6, within(1e-12));
        // observed .6, by chance (2/5)(2/5) + (3/5)(3/5) = .52
        assertThat(check.total().kappa()).isCloseTo(0.08 / 0.48, within(1e-12));
        assertThat(check.warnings()).isEmpty();
        assertThat(check.toText()).contains("sw").contains("0.600");
    }

    @Test
    void aJudgeThatAlwaysSaysTheSameIsCalledUseless() {
        List<Key> negatives = new ArrayList<>();
        for (int i = 2; i < 40; i++) {
            negatives.add(key("d" + i));
        }
        List<MiningQuery> queries =
                List.of(new MiningQuery(TableScorer.query("q"), List.of(key("d0"), key("d1")), negatives));
        JudgeCheck same = check(Map.of(), JudgePolicy.KEEP_IRRELEVANT, queries);
        assertThat(same.warnings())
                .singleElement()
                .asString()
                .contains("useless")
                .contains("all 39 passages");
        Map<Key, Float> contrary = new HashMap<>();
        negatives.subList(0, 20).forEach(key -> contrary.put(key, 0.9f));
        JudgeCheck wrong = check(contrary, JudgePolicy.KEEP_IRRELEVANT, queries);
        assertThat(wrong.warnings()).singleElement().asString().contains("no better than chance");
    }

    /** Of 40 positives 22 are suspected, of 40 negatives 18: kappa .1, but chance alone gives .22 here. */
    @Test
    void aJudgeThatIsRightByChanceIsCalledUselessAndOneThatIsRightMoreOftenIsNot() {
        JudgeCheck.Agreement chance = new JudgeCheck.Agreement(22, 18, 18, 22);
        assertThat(chance.kappa()).isCloseTo(0.1, within(1e-12));
        // equal marginals: the standard error of chance is 1 / sqrt(n)
        assertThat(chance.kappaErrorByChance()).isCloseTo(1 / Math.sqrt(80), within(1e-12));
        SortedMap<Language, JudgeCheck.Agreement> languages = new TreeMap<>(Map.of(new Language("sw"), chance));
        GradeCounts both = new GradeCounts(Map.of(Grade.IRRELEVANT, 40L, Grade.PARTIAL, 40L));
        assertThat(new JudgeCheck("coin", both, languages).warnings())
                .singleElement()
                .asString()
                .contains("no better than chance");
        languages.put(new Language("sw"), new JudgeCheck.Agreement(27, 13, 13, 27));
        assertThat(new JudgeCheck("listener", both, languages).warnings()).isEmpty();
        languages.put(new Language("sw"), new JudgeCheck.Agreement(38, 2, 0, 0));
        assertThat(new JudgeCheck("judged positives alone", both, languages).warnings())
                .isEmpty();
    }

    @Test
    void whatThePolicyDropsCountsAsSuspected() {
        Map<Key, Float> table = new HashMap<>();
        table.put(key("d1"), 0.6f); // a hidden positive, partly relevant
        table.put(key("d2"), 0.9f); // a hidden positive, relevant
        List<MiningQuery> queries = List.of(
                new MiningQuery(TableScorer.query("q"), List.of(key("d0"), key("d1"), key("d2")), List.of(key("d3"))));
        assertThat(check(table, JudgePolicy.KEEP_IRRELEVANT, queries).total())
                .isEqualTo(new JudgeCheck.Agreement(2, 0, 0, 1));
        assertThat(check(table, JudgePolicy.DROP_RELEVANT, queries).total())
                .isEqualTo(new JudgeCheck.Agreement(1, 1, 0, 1));
    }

    private static JudgeCheck check(Map<Key, Float> table, JudgePolicy policy, List<MiningQuery> queries) {
        return JudgeCheck.of(new TableJudge(table), policy, queries, COLLECTION.lookup(), Progress.SILENT);
    }
}
