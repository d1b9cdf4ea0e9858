package dev.isogloss.mine;

import static dev.isogloss.mine.TableScorer.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CalibrationTest {
    /**
     * A world like E5's: each query has its own level of chance around .75; answers are .10 above it, judged negatives .05, random
     * passages 0, all with some noise. The id says what a passage is.
     */
    private record World() implements PassageScorer {
        @Override
        public String name() {
            return "dense";
        }

        @Override
        public float[] score(Query query, List<Key> passages) {
            float[] scores = new float[passages.size()];
            double level = 0.75 + 0.04 * noise(query.key().id());
            for (int i = 0; i < scores.length; i++) {
                String id = passages.get(i).id();
                double margin = id.startsWith("pos") ? 0.10 : id.startsWith("neg") ? 0.05 : 0;
                scores[i] = (float) (level + margin + 0.01 * noise(query.key().id() + id));
            }
            return scores;
        }

        @Override
        public float[] similarity(Key passage, List<Key> others) {
            return score(TableScorer.query(passage.id()), others);
        }

        private static double noise(String of) {
            return new SplittableRandom(of.hashCode()).nextDouble(-1, 1);
        }
    }

    private static final Scorers SCORERS = Scorers.of(new World());
    private static final Baseline CHANCE = Baseline.Chance.draw(Map.of(new Language("sw"), randomPassages()), 100, 1);

    private static List<Key> randomPassages() {
        List<Key> keys = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            keys.add(key("random" + i));
        }
        return keys;
    }

    private static List<MiningQuery> queries(int from, int to) {
        List<MiningQuery> queries = new ArrayList<>();
        for (int i = from; i < to; i++) {
            List<Key> positives = List.of(key("pos" + i + "a"), key("pos" + i + "b"));
            List<Key> negatives = List.of(key("neg" + i + "a"), key("neg" + i + "b"), key("neg" + i + "c"));
            queries.add(new MiningQuery(TableScorer.query("q" + i), positives, negatives));
        }
        return queries;
    }

    @Test
    void countedFromChanceTheRuleSeparatesWhereThePapersValueDropsAll() {
        List<MiningQuery> heldOut = queries(0, 200);
        List<MiningQuery> others = queries(200, 400);
        RuleCheck paper = RuleCheck.of(PercPos.paper(), others, SCORERS);
        Calibration.Calibrated calibrated =
                Calibration.USUAL.calibrate(new PercPos("dense", 0.95, CHANCE), heldOut, SCORERS);
        RuleCheck ours = RuleCheck.of(calibrated.rule(), others, SCORERS);

        assertThat(paper.total().wronglyDroppedShare()).isGreaterThan(0.95);
        assertThat(ours.total().wronglyDroppedShare()).isLessThan(0.05);
        assertThat(ours.total().caughtShare()).isGreaterThan(0.9);
        assertThat(calibrated.how()).contains("600 judged negatives", "400 hidden positives");
        assertThat(ours.toText()).contains("sw", "all");
    }

    @Test
    void theToleranceIsKept() {
        List<MiningQuery> heldOut = queries(0, 200);
        for (ScoreRule rule :
                List.of(Absolute.paper(), MarginPos.paper(), PercPos.paper(), new Similarity("dense", 1))) {
            for (double tolerance : new double[] {0, 0.05, 0.25}) {
                ScoreRule found = new Calibration(tolerance, 50)
                        .calibrate(rule, heldOut, SCORERS)
                        .rule();
                RuleCheck check = RuleCheck.of(found, heldOut, SCORERS);
                assertThat(check.total().wronglyDroppedShare())
                        .as(found.describe())
                        .isLessThanOrEqualTo(tolerance);
                assertThat(check.total().caughtShare())
                        .as(found.describe())
                        .isGreaterThanOrEqualTo(check.total().wronglyDroppedShare());
            }
        }
    }

    @Test
    void theRulesOfAPlanKeepTheToleranceTogether() {
        List<MiningQuery> heldOut = queries(0, 200);
        MiningPlan plan =
                new MiningPlan(List.of(new Shift(1), new Absolute("dense", 1), new Similarity("dense", 1)), 30, true);
        Calibration.CalibratedPlan found = new Calibration(0.1, 50).calibrate(plan, heldOut, SCORERS);
        assertThat(found.how()).hasSize(2);
        assertThat(found.plan().stages().getFirst()).isEqualTo(new Shift(1));
        double lost = 0;
        for (MiningStage stage : found.plan().stages()) {
            if (stage instanceof ScoreRule rule) {
                lost += RuleCheck.of(rule, heldOut, SCORERS).total().wronglyDroppedShare();
            }
        }
        assertThat(lost).isLessThanOrEqualTo(0.1);
    }

    @Test
    void withoutJudgmentsItSaysSoAndKeepsTheThreshold() {
        Calibration.Calibrated calibrated = Calibration.USUAL.calibrate(PercPos.paper(), queries(0, 5), SCORERS);
        assertThat(calibrated.rule()).isEqualTo(PercPos.paper());
        assertThat(calibrated.how()).startsWith("not calibrated");
    }

    @Test
    void withoutOneSideItUsesTheOther() {
        List<MiningQuery> single = queries(0, 100).stream()
                .map(query -> new MiningQuery(query.query(), query.positives().subList(0, 1), query.judgedNegatives()))
                .toList();
        RuleCheck check = RuleCheck.of(
                Calibration.USUAL.calibrate(PercPos.paper(), single, SCORERS).rule(), single, SCORERS);
        assertThat(check.total().wronglyDroppedShare()).isBetween(0.1, 0.125);

        List<MiningQuery> unjudged = queries(0, 100).stream()
                .map(MiningQuery::withoutJudgedNegatives)
                .toList();
        RuleCheck half = RuleCheck.of(
                Calibration.USUAL.calibrate(PercPos.paper(), unjudged, SCORERS).rule(), unjudged, SCORERS);
        assertThat(half.total().caughtShare()).isBetween(0.4, 0.5);
    }

    @Test
    void aSampleOfChanceIsDrawnOnceAndForAll() {
        Map<Language, List<Key>> passages = new TreeMap<>(Map.of(new Language("sw"), randomPassages()));
        assertThat(Baseline.Chance.draw(passages, 100, 1).describe()).isEqualTo(CHANCE.describe());
        assertThat(Baseline.Chance.draw(passages, 100, 2).describe()).isNotEqualTo(CHANCE.describe());
        assertThat(Baseline.Chance.draw(passages, 1000, 2).sample().get(new Language("sw")))
                .hasSize(500);
        assertThat(CHANCE.of(TableScorer.query("q7"), new World())).isBetween(0.70, 0.80);
    }
}
