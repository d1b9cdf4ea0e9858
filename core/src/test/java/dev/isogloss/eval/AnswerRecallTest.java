package dev.isogloss.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Answers in the first words of rankings: by hand, against NLTK's words, and what must hold whatever the texts. */
class AnswerRecallTest {
    private static final AnswerRecall ONE = new AnswerRecall(1);

    private static double value(List<String> texts, String... answers) {
        return ONE.value(List.of(answers), texts);
    }

    private static String fill(int words) {
        return String.join(" ", Collections.nCopies(words, "word"));
    }

    @Test
    void anAnswerCountsUpToTheLimitAndNotBeyond() {
        assertThat(value(List.of(fill(999), "Turku"), "Turku")).isEqualTo(1);
        assertThat(value(List.of(fill(1000), "Turku"), "Turku")).isZero();
        assertThat(new AnswerRecall(2).value(List.of("Turku"), List.of(fill(1000), "Turku")))
                .isEqualTo(1);
        assertThat(value(List.of(fill(999), "old Turku"), "old Turku"))
                .as("cut in the middle of the answer")
                .isZero();
    }

    @Test
    void anAnswerIsLookedForAsItIsWrittenAmongTheWordsOfTheTreebank() {
        assertThat(value(List.of("in Turku."), "turku")).as("case").isZero();
        assertThat(value(List.of("in Turkunen"), "Turku")).as("part of a word").isEqualTo(1);
        assertThat(value(List.of("the end is", "Turku"), "is Turku"))
                .as("over two passages")
                .isEqualTo(1);
        assertThat(value(List.of("the poet's house"), "the poet's")).isZero();
        assertThat(value(List.of("the poet's house"), "the poet 's")).isEqualTo(1);
        assertThat(TreebankWords.of("Dr. Ek left at 5 p.m. in 1990. He didn't stay."))
                .containsExactly(
                        "Dr.", "Ek", "left", "at", "5", "p.m.", "in", "1990", ".", "He", "did", "n't", "stay", ".");
    }

    @Test
    void yesAndNoAreNoAnswers() {
        assertThat(AnswerRecall.counts(List.of("yes", "no"))).isFalse();
        assertThat(AnswerRecall.counts(List.of("yes", "Yes"))).isTrue();
        assertThat(value(List.of("yes it is"), "yes", "1917")).isZero();
        assertThatThrownBy(() -> value(List.of("yes"), "yes")).hasMessageContaining("beside yes and no");
        assertThatThrownBy(() -> value(List.of("yes"), "x", "")).hasMessageContaining("no empty one");
    }

    @Test
    void pythonFindsTheSame() throws Exception {
        int sentences = 0;
        List<Double> seen = new ArrayList<>();
        try (InputStream in = AnswerRecallTest.class.getResourceAsStream("answer-recall.jsonl")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                JsonNode row = JsonMapper.shared().readTree(line);
                if (row.has("sentence")) {
                    assertThat(TreebankWords.of(row.get("sentence").stringValue()))
                            .isEqualTo(texts(row.get("words")));
                    sentences++;
                    continue;
                }
                List<String> passages = new ArrayList<>();
                row.get("passages")
                        .forEach(passage -> passages.addAll(Collections.nCopies(
                                passage.get(1).intValue(), passage.get(0).stringValue())));
                for (int thousands : new int[] {1, 2, 5}) {
                    double value = new AnswerRecall(thousands).value(texts(row.get("answers")), passages);
                    assertThat(value)
                            .as("%d thousand words of %s", thousands, line)
                            .isEqualTo(row.get(String.valueOf(thousands)).doubleValue());
                    seen.add(value);
                }
            }
        }
        assertThat(sentences).isGreaterThan(5);
        assertThat(Collections.frequency(seen, 1.0)).isGreaterThan(20);
        assertThat(Collections.frequency(seen, 0.0)).isGreaterThan(20);
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.stringValue()));
        return texts;
    }

    @Provide
    Arbitrary<List<String>> passages() {
        Arbitrary<String> word = Arbitraries.of("a", "b.", "c,", "(d)", "«e»", "f's", "g", "3,5", "日本。", "\"h\"");
        return word.list()
                .ofMinSize(1)
                .ofMaxSize(400)
                .map(words -> String.join(" ", words))
                .list()
                .ofMinSize(1)
                .ofMaxSize(12);
    }

    @Property(tries = 200)
    void moreWordsNeverLoseAnAnswer(
            @ForAll("passages") List<String> passages, @ForAll("answers") List<String> answers) {
        double before = 0;
        for (int thousands = 1; thousands <= 4; thousands++) {
            double value = new AnswerRecall(thousands).value(answers, passages);
            assertThat(value).isGreaterThanOrEqualTo(before);
            before = value;
        }
    }

    @Property(tries = 200)
    void whatComesAfterTheLimitDoesNotMatter(
            @ForAll("passages") List<String> passages, @ForAll("answers") List<String> answers) {
        int within = 0;
        List<String> first = new ArrayList<>();
        for (String passage : passages) {
            if (within < 1000) {
                first.add(passage);
                within += TreebankWords.of(passage).size();
            }
        }
        double value = ONE.value(answers, first);
        List<String> reversed = new ArrayList<>(passages.subList(first.size(), passages.size()));
        Collections.reverse(reversed);
        List<String> permuted = new ArrayList<>(first);
        permuted.addAll(reversed);
        assertThat(ONE.value(answers, permuted)).isEqualTo(ONE.value(answers, passages));
        if (within >= 1000) {
            List<String> longer = new ArrayList<>(first);
            longer.addAll(answers);
            assertThat(ONE.value(answers, longer)).isEqualTo(value);
        }
    }

    @Provide
    Arbitrary<List<String>> answers() {
        return Arbitraries.of("a b", "g 3,5 g", "f 's a", "« e » ( d )", "no", "a a a", "d ) d", "h '' 日本。")
                .list()
                .ofMinSize(1)
                .ofMaxSize(2)
                .filter(AnswerRecall::counts);
    }
}
