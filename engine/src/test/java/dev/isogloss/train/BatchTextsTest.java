package dev.isogloss.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isogloss.batch.PlannedStep;
import dev.isogloss.data.Judgments;
import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Passage;
import dev.isogloss.data.Query;
import dev.isogloss.data.TrainingExample;
import dev.isogloss.embed.TextContract;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BatchTextsTest {
    private static final Language ENGLISH = new Language("en");
    private static final TextContract CONTRACT =
            new TextContract("", "", 64, 256, " ", "mean", true, true, "", new TreeMap<>());

    private static final Map<String, String> TEXTS =
            Map.of("a", "alpha", "b", "beta", "c", "gamma", "twin", "alpha", "blank", " ", "d", "delta");

    @Test
    void aTextIsEncodedOnceAndKnownAnswersAreMasked() {
        TextBatch batch =
                texts(judged("q1", "c")).of(0, List.of(0, 1), List.of(keys("b", "c", "twin", "blank"), keys("c", "d")));
        assertThat(batch.passages()).containsExactly("alpha", "beta", "gamma", "delta");
        assertThat(batch.targets().positives()).containsExactly(0, 1);
        // q0 knows a; b was mined as its negative. q1 knows b by its example and c by a judgment.
        assertThat(batch.targets().masked()).containsExactly(false, false, false, false, false, false, true, false);
        assertThat(batch.language()).isEqualTo("en");
    }

    @Test
    void aCopyOfAPositiveUnderAnotherKeyIsMasked() {
        TrainingExample two = example("q0", "a", "c");
        BatchTexts texts = new BatchTexts(
                new TrainingSet(
                        List.of(two, example("q1", "b")),
                        List.of(),
                        Judgments.of(Map.of()),
                        List.of(),
                        BatchTextsTest::passage),
                CONTRACT);
        // in epoch 1 the positive is c, and a copy of the other positive comes as somebody's negative
        TextBatch batch = texts.of(1, List.of(0, 1), List.of(keys("d"), keys("twin")));
        assertThat(batch.passages()).containsExactly("gamma", "delta", "beta", "alpha");
        assertThat(batch.targets().masked()).containsExactly(false, false, false, true, false, false, false, false);
    }

    @Test
    void aTeacherIsAskedAboutAnExamplesOwnPassagesOrAboutAllOfTheBatch() {
        List<List<Key>> negatives = List.of(keys("b", "c"), keys("d"));
        float nothing = Float.NaN;
        // columns a b c d; q1 is judged to know c, which is why it is nobody's negative of q1
        assertThat(taught(false).of(0, List.of(0, 1), negatives).teaching().scoresBN())
                .containsExactly(0 + 'a', 0 + 'b', 0 + 'c', nothing, nothing, 100 + 'b', nothing, 100 + 'd');
        assertThat(taught(true).of(0, List.of(0, 1), negatives).teaching().scoresBN())
                .containsExactly(0 + 'a', 0 + 'b', 0 + 'c', 0 + 'd', 100 + 'a', 100 + 'b', 100 + 'c', 100 + 'd');
    }

    /** Texts with a teacher that says the query's digit times 100 plus the passage's first letter. */
    private static BatchTexts taught(boolean wholeBatch) {
        PairScores teacher = (query, passage) ->
                100 * (query.id().charAt(1) - '0') + passage.id().charAt(0);
        return new BatchTexts(
                new TrainingSet(
                        List.of(example("q0", "a"), example("q1", "b")),
                        List.of(),
                        judged("q1", "c"),
                        List.of(),
                        BatchTextsTest::passage,
                        new Advice(teacher, wholeBatch, null, null, null, new TreeMap<>(), "letters")),
                CONTRACT);
    }

    @Test
    void inAMixedBatchAnAnswerInAnotherLanguageIsMasked() {
        Key swahili = new Key(new Language("sw"), "b");
        TrainingExample other = new TrainingExample(
                new Query(new Key(new Language("sw"), "q1"), "kuhusu"), List.of(swahili), List.of());
        BatchTexts texts = new BatchTexts(
                new TrainingSet(
                        List.of(example("q0", "a"), other),
                        List.of(),
                        Judgments.of(Map.of(key("q0"), Map.of(swahili, 1))),
                        List.of(),
                        BatchTextsTest::passage),
                CONTRACT);
        TextBatch batch = texts.of(0, List.of(0, 1), List.of(List.of(), List.of()));
        assertThat(batch.language()).isEqualTo("mixed");
        assertThat(batch.targets().masked()).containsExactly(false, true, false, false);
    }

    @Test
    void positivesOfAFurtherSetTakeTurnsOverItsRounds() {
        BatchTexts texts = new BatchTexts(
                new TrainingSet(
                        List.of(example("q0", "a", "b", "c"), example("q1", "d")),
                        List.of(),
                        judged("q1", "b"),
                        List.of(),
                        BatchTextsTest::passage),
                CONTRACT);
        for (int round = 0; round < 7; round++) {
            PlannedStep step =
                    new PlannedStep(0, null, List.of(0, 1), List.of(0, 0), new PlannedStep.SetRound("set", round));
            TextBatch batch = texts.of(1, step, List.of(List.of(), List.of()));
            assertThat(batch.passages())
                    .containsExactly(List.of("alpha", "beta", "gamma").get(round % 3), "delta");
            assertThat(batch.set()).isEqualTo("set");
            // a known answer of q1 is no negative of it when q0 brings it
            assertThat(batch.targets().masked()).containsExactly(false, false, round % 3 == 1, false);
        }
    }

    private static BatchTexts texts(Judgments judgments) {
        return new BatchTexts(
                new TrainingSet(
                        List.of(example("q0", "a"), example("q1", "b")),
                        List.of(),
                        judgments,
                        List.of(),
                        BatchTextsTest::passage),
                CONTRACT);
    }

    private static Judgments judged(String query, String passage) {
        return Judgments.of(Map.of(key(query), Map.of(key(passage), 1)));
    }

    private static TrainingExample example(String query, String... positives) {
        return new TrainingExample(new Query(key(query), "about " + query), keys(positives), List.of());
    }

    private static List<Key> keys(String... ids) {
        return java.util.Arrays.stream(ids).map(BatchTextsTest::key).toList();
    }

    private static Key key(String id) {
        return new Key(ENGLISH, id);
    }

    private static Passage passage(Key key) {
        return new Passage(key, "", TEXTS.getOrDefault(key.id(), "?"));
    }
}
