package dev.isogloss.mine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class JudgeAnswerTest {
    private static final List<String> SHAPES = List.of(
            "{\"accuracy\": A, \"completeness\": C}",
            "{\"completeness\":C,\"accuracy\":A}",
            "```json\n{\n  \"accuracy\": A,\n  \"completeness\": C\n}\n```",
            "Sure! Here is my verdict:\n{\"accuracy\": A, \"completeness\": C}\nLet me know if you need more.",
            "accuracy: A\ncompleteness: C",
            "accuracy: A, completeness: C",
            "Completeness = C; Accuracy = A.",
            "**Information Accuracy**: A\n**Information Completeness**: C",
            "Information accuracy (0-2): A\nInformation completeness (0-2): C",
            "{'information_accuracy': 'A', 'information_completeness': 'C'}",
            "{\"accuracy_score\": \"A\", \"completeness_score\": \"C\"}",
            "{\"accuracy\": {\"score\": A, \"reason\": \"x\"}, \"completeness\": {\"score\": C, \"reason\": \"y\"}}",
            "The accuracy is A and the completeness is C.",
            "accuracy：A，completeness：C",
            "- accuracy -> A\n- completeness -> C",
            "Accuracy: A/2. Completeness: C/2.",
            "<think>accuracy: 0? completeness: 0? Hmm, no.</think>{\"accuracy\": A, \"completeness\": C}",
            "First I thought accuracy: 0 and completeness: 2. Finally: accuracy: A, completeness: C",
            "{\"accuracy\": A, \"completeness\": C, \"reason\": \"half of a sent");

    private static final List<String> NO_ANSWERS = List.of(
            "",
            "I cannot judge this.",
            "{\"accuracy\": 1, \"comple",
            "{\"accuracy\": 1}",
            "{\"accuracy\": 3, \"completeness\": 1}",
            "{\"accuracy\": 1.5, \"completeness\": 1}",
            "{\"accuracy\": 12, \"completeness\": 1}",
            "{\"accuracy\": -1, \"completeness\": 1}",
            "{\"accuracy\": true, \"completeness\": false}",
            "accuracy: 0, 1 or 2; completeness: 0, 1 or 2",
            "accuracy: 0/1/2\ncompleteness: 0/1/2",
            "accuracy: 0-2, completeness: 0-2",
            "inaccuracy: 1, completeness: 1",
            "<think>accuracy: 1, completeness: 1",
            "1 2",
            "정확성: 1, 완전성: 2");

    @Test
    void everyShapeIsReadWithEveryGrade() {
        for (String shape : SHAPES) {
            for (int accuracy = 0; accuracy <= 2; accuracy++) {
                for (int completeness = 0; completeness <= 2; completeness++) {
                    String answer = shape.replaceAll("\\bA\\b", "" + accuracy).replaceAll("\\bC\\b", "" + completeness);
                    assertThat(JudgeAnswer.parse(answer)).as(answer).contains(new JudgeAnswer(accuracy, completeness));
                }
            }
        }
    }

    @Test
    void whatIsNoAnswerIsNotMadeOne() {
        for (String answer : NO_ANSWERS) {
            assertThat(JudgeAnswer.parse(answer)).as(answer).isEmpty();
        }
    }

    /** Law: half of an object is an answer only when both grades are in it. */
    @Test
    void aCutObjectIsReadOnceBothGradesAreThere() {
        String whole = "{\"accuracy\": 2, \"completeness\": 1}";
        for (int length = 0; length <= whole.length(); length++) {
            Optional<JudgeAnswer> read = JudgeAnswer.parse(whole.substring(0, length));
            assertThat(read.isPresent()).as(whole.substring(0, length)).isEqualTo(length >= whole.length() - 1);
        }
    }

    /** Law: whatever a model says, it is two grades or nothing. */
    @Property(tries = 500)
    void anythingCanBeRead(@ForAll("babble") String answer) {
        JudgeAnswer.parse(answer).ifPresent(read -> {
            assertThat(read.accuracy()).isBetween(0, 2);
            assertThat(read.completeness()).isBetween(0, 2);
        });
    }

    /** A pattern that goes back and forth would take hours for these. */
    @Test
    void longNonsenseIsReadInOnePass() {
        for (String part : List.of("accuracy ", "accuracy\"", "accuracy: {", " ", "accuracy: score:", "(", "<think>")) {
            String answer = part.repeat(200_000 / part.length());
            assertThat(assertTimeout(Duration.ofSeconds(20), () -> JudgeAnswer.parse(answer)))
                    .isEmpty();
        }
    }

    @Provide
    Arbitrary<String> babble() {
        return Arbitraries.of(
                        "accuracy",
                        "completeness",
                        "information ",
                        "\"",
                        "'",
                        "**",
                        ":",
                        " is ",
                        "=",
                        "{",
                        "}",
                        "(",
                        ")",
                        "score",
                        "0",
                        "1",
                        "2",
                        "3",
                        ".",
                        ",",
                        "/",
                        " ",
                        "\n",
                        "    ",
                        "<think>",
                        "</think>",
                        "é",
                        "精")
                .list()
                .ofMaxSize(60)
                .map(parts -> String.join("", parts));
    }

    /** The method's own words, written out for any number of criteria, against the table for two. */
    @Property
    void gradesCombineAsTheMethodSays(
            @ForAll @IntRange(max = 2) int accuracy, @ForAll @IntRange(max = 2) int completeness) {
        List<Integer> grades = List.of(accuracy, completeness);
        long ones = grades.stream().filter(grade -> grade == 1).count();
        long twos = grades.stream().filter(grade -> grade == 2).count();
        int combined = grades.contains(0) ? 0 : ones > twos ? 1 : 2;
        assertThat(new JudgeAnswer(accuracy, completeness).grade().ordinal()).isEqualTo(combined);
    }

    @Test
    void majoritiesAndTies() {
        assertThat(majority("0000")).isEqualTo(Grade.IRRELEVANT);
        assertThat(majority("0002")).isEqualTo(Grade.IRRELEVANT);
        assertThat(majority("0120")).isEqualTo(Grade.IRRELEVANT);
        assertThat(majority("2212")).isEqualTo(Grade.RELEVANT);
        for (String tie : List.of("0022", "0011", "1122", "2020", "012?", "01??")) {
            assertThat(majority(tie)).as(tie).isEqualTo(Grade.PARTIAL);
        }
        assertThat(majority("00??")).isEqualTo(Grade.IRRELEVANT);
        assertThat(majority("2???")).isEqualTo(Grade.UNDECIDED);
        assertThat(majority("????")).isEqualTo(Grade.UNDECIDED);
        assertThat(MajorityVote.of(votes("0012")).score()).isEqualTo(0.75);
        assertThat(MajorityVote.of(votes("2???")).score()).isEqualTo(2);
        assertThat(MajorityVote.of(votes("????")).score()).isEqualTo(1);
        assertThat(MajorityVote.of(votes("0?12")).votes()).isEqualTo(votes("0?12"));
    }

    /** Law: the order of votes does not matter, more than half of one grade wins, and the score lies between the votes. */
    @Property
    void majoritiesAreFair(@ForAll @Size(min = 1, max = 9) List<Grade> votes) {
        Verdict verdict = MajorityVote.of(votes);
        assertThat(MajorityVote.of(votes.reversed()).grade()).isEqualTo(verdict.grade());
        assertThat(verdict.score()).isBetween(0.0, 2.0);
        for (Grade grade : Grade.values()) {
            if (2 * votes.stream().filter(grade::equals).count() > votes.size()) {
                assertThat(verdict.grade()).isEqualTo(grade);
            }
        }
    }

    @Test
    void aJudgeThatSaysTheSameOfEverythingIsUseless() {
        for (Grade grade : Grade.values()) {
            GradeCounts counts = counts(Stream.generate(() -> grade).limit(40).toList());
            assertThat(counts.total()).isEqualTo(40);
            assertThat(counts.uselessness("llm").orElseThrow()).contains("llm", "all 40 passages", "useless");
            assertThat(counts.plus(counts(List.of(Grade.PARTIAL, Grade.RELEVANT)))
                            .uselessness("llm"))
                    .isEmpty();
            assertThat(counts(Stream.generate(() -> grade).limit(19).toList()).uselessness("llm"))
                    .isEmpty();
        }
    }

    private static GradeCounts counts(List<Grade> grades) {
        return GradeCounts.of(List.of(
                List.of(),
                grades.stream()
                        .map(grade -> new Verdict(grade, List.of(grade), 0))
                        .toList()));
    }

    private static Grade majority(String votes) {
        return MajorityVote.of(votes(votes)).grade();
    }

    private static List<Grade> votes(String votes) {
        return IntStream.range(0, votes.length())
                .mapToObj(i -> votes.charAt(i) == '?' ? Grade.UNDECIDED : Grade.values()[votes.charAt(i) - '0'])
                .toList();
    }
}
