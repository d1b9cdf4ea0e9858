package dev.isogloss.mine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isogloss.data.Judgments;
import dev.isogloss.data.Key;
import dev.isogloss.data.Passage;
import dev.isogloss.data.Query;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Progress;
import dev.isogloss.search.Pair;
import dev.isogloss.search.PairScorer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class CrossEncoderJudgeTest {
    /** The score is the number that the passage's text is. */
    private static final PairScorer READER = new PairScorer() {
        @Override
        public String describe() {
            return "reader";
        }

        @Override
        public float[] score(List<Pair> pairs) {
            float[] scores = new float[pairs.size()];
            for (int i = 0; i < scores.length; i++) {
                scores[i] = Float.parseFloat(pairs.get(i).passage().text());
            }
            return scores;
        }
    };

    @Test
    void gradesByTwoThresholdsAndDoesNotDependOnGrouping() {
        CrossEncoderJudge judge = new CrossEncoderJudge(READER, new ScoreThresholds(-1, 1));
        List<Question> questions = new ArrayList<>();
        for (int q = 0; q < 150; q++) {
            questions.add(question(q, q % 4));
        }
        List<List<Verdict>> together = judge.judge(questions, Progress.SILENT);
        assertThat(together).hasSize(150);
        assertThat(together.get(7))
                .extracting(Verdict::grade)
                .containsExactly(Grade.IRRELEVANT, Grade.PARTIAL, Grade.RELEVANT);
        assertThat(together.get(7).get(2).score()).isCloseTo(1 / (1 + Math.exp(-1)), within(1e-12));
        assertThat(together.get(7).get(2).votes()).containsExactly(Grade.RELEVANT);
        for (int q = 0; q < 150; q++) {
            assertThat(judge.judge(questions.subList(q, q + 1), Progress.SILENT))
                    .containsExactly(together.get(q));
        }
        assertThat(judge.describe()).contains("reader", "-1.0", "1.0");
        assertThat(new CrossEncoderJudge(READER, new ScoreThresholds(-1, 2)).describe())
                .isNotEqualTo(judge.describe());
    }

    @Property(tries = 100)
    void theThresholdsLeaveTheSharesThatWereAskedFor(
            @ForAll @Size(min = 20, max = 60) List<@FloatRange(min = -4, max = 1) Float> irrelevant,
            @ForAll @Size(min = 20, max = 60) List<@FloatRange(min = 1.5f, max = 4) Float> relevant,
            @ForAll @DoubleRange(min = 0, max = 0.5) double missed,
            @ForAll @DoubleRange(min = 0, max = 0.5) double accused) {
        ScoreThresholds thresholds = ScoreThresholds.calibrate(array(irrelevant), array(relevant), missed, accused);
        long lost = relevant.stream()
                .filter(score -> thresholds.grade(score) != Grade.RELEVANT)
                .count();
        long wrong = irrelevant.stream()
                .filter(score -> thresholds.grade(score) != Grade.IRRELEVANT)
                .count();
        long share = (long) Math.ceil(accused * irrelevant.size());
        // kinds that do not overlap: the upper cut is the relevant's quantile, the lower one the irrelevant's
        assertThat(lost).isLessThanOrEqualTo((long) Math.ceil(missed * relevant.size()));
        assertThat(irrelevant).noneMatch(score -> thresholds.grade(score) == Grade.RELEVANT);
        assertThat(relevant).noneMatch(score -> thresholds.grade(score) == Grade.IRRELEVANT);
        // the largest itself is on its own cut
        assertThat(wrong).isLessThanOrEqualTo(Math.max(1, share) + equalToCut(irrelevant, thresholds));
        assertThat(thresholds.partial()).isLessThanOrEqualTo(1.0f);
        assertThat(thresholds.relevant()).isGreaterThanOrEqualTo(1.5f);
    }

    @Test
    void whereTheKindsOverlapTheMiddleIsPartial() {
        float[] irrelevant = new float[101];
        float[] relevant = new float[101];
        for (int i = 0; i <= 100; i++) {
            irrelevant[i] = i - 60; // -60 .. 40
            relevant[i] = i - 40; // -40 .. 60
        }
        ScoreThresholds thresholds = ScoreThresholds.calibrate(irrelevant, relevant, 0.1, 0.1);
        assertThat(thresholds.partial()).isCloseTo(-30, within(1e-4));
        assertThat(thresholds.relevant()).isCloseTo(30, within(1e-4));
        assertThat(ScoreThresholds.separation(irrelevant, relevant))
                .isCloseTo(pairs(irrelevant, relevant), within(1e-9));
    }

    @Test
    void calibratesOnWhatPeopleJudged() {
        Map<Key, Map<Key, Integer>> grades = new HashMap<>();
        List<Query> queries = new ArrayList<>();
        for (int q = 0; q < 70; q++) {
            Query query = new Query(Key.parse("en:q" + q), "?");
            queries.add(query);
            grades.put(query.key(), Map.of(Key.parse("en:" + q), 1, Key.parse("en:-" + q + ".5"), 0));
        }
        CrossEncoderJudge judge = CrossEncoderJudge.calibrated(
                READER, queries, Judgments.of(grades), key -> new Passage(key, "", key.id()), 0, 0, Progress.SILENT);
        assertThat(judge.thresholds()).isEqualTo(new ScoreThresholds(-0.5, 0));
        assertThatThrownBy(() -> CrossEncoderJudge.calibrated(
                        READER,
                        queries.subList(0, 19),
                        Judgments.of(grades),
                        key -> new Passage(key, "", key.id()),
                        0,
                        0,
                        Progress.SILENT))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("19 and 19");
    }

    @Test
    void aJudgeThatCannotTellIsCalledUseless() {
        float[] same = new float[30];
        assertThatThrownBy(() -> ScoreThresholds.calibrate(same, same, 0.1, 0.1))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("useless")
                .hasMessageContaining("0.500");
        assertThatThrownBy(() -> ScoreThresholds.calibrate(new float[5], new float[30], 0.1, 0.1))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("5 and 30");
        assertThatThrownBy(() -> new ScoreThresholds(2, 1)).hasMessageContaining("2.0, 1.0");
    }

    private static long equalToCut(List<Float> scores, ScoreThresholds thresholds) {
        return scores.stream().filter(score -> score == thresholds.partial()).count();
    }

    /** A relevant score above an irrelevant one wins, a tie is half a win. */
    private static double pairs(float[] irrelevant, float[] relevant) {
        double won = 0;
        for (float good : relevant) {
            for (float bad : irrelevant) {
                won += good > bad ? 1 : good == bad ? 0.5 : 0;
            }
        }
        return won / irrelevant.length / relevant.length;
    }

    private static float[] array(List<Float> values) {
        float[] array = new float[values.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = values.get(i);
        }
        return array;
    }

    private static Question question(int number, int passages) {
        List<Passage> asked = List.of("-2", "0", "1").subList(0, passages).stream()
                .map(score -> new Passage(Key.parse("en:p" + score), "", score))
                .toList();
        return new Question(new Query(Key.parse("en:q" + number), "?"), List.of(), asked);
    }
}
