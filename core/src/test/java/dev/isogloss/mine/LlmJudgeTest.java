package dev.isogloss.mine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Passage;
import dev.isogloss.data.Query;
import dev.isogloss.io.Progress;
import dev.isogloss.llm.LoopbackServer;
import dev.isogloss.llm.LoopbackServer.Call;
import dev.isogloss.llm.LoopbackServer.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LlmJudgeTest {
    private static final Language SWAHILI = new Language("sw");
    private static final Query QUERY = new Query(new Key(SWAHILI, "q1"), "Nani alikuwa rais wa kwanza?");
    private static final Passage POSITIVE = passage("p0", "Rais wa kwanza alikuwa Jomo.");

    @TempDir
    Path folder;

    @Test
    void fourVotesWithTheMethodsSamplingAndTheMajority() throws IOException {
        Function<Call, Reply> byTemperature = call -> call.user().contains("[yes]")
                ? grades(2, 2)
                : call.body().get("temperature").doubleValue() > 0.5 ? grades(1, 1) : grades(0, 2);
        try (var llm = server(byTemperature)) {
            var judge = new LlmJudge(llm.pool, JudgePrompts.standard(), LlmJudgeSettings.DEFAULT);
            List<Verdict> verdicts = judge(
                    judge, new Question(QUERY, List.of(POSITIVE), List.of(passage("a", "[yes]"), passage("b", "no"))));
            assertThat(verdicts.get(0).grade()).isEqualTo(Grade.RELEVANT);
            assertThat(verdicts.get(0).score()).isEqualTo(2);
            assertThat(verdicts.get(1).votes())
                    .containsExactly(Grade.IRRELEVANT, Grade.PARTIAL, Grade.PARTIAL, Grade.IRRELEVANT);
            assertThat(verdicts.get(1).grade()).isEqualTo(Grade.PARTIAL);
            assertThat(verdicts.get(1).score()).isEqualTo(0.5);
            assertThat(llm.server.calls().stream()
                            .map(call -> call.body().get("top_p").doubleValue() + "/"
                                    + call.body().get("temperature").doubleValue()))
                    .containsExactlyInAnyOrder(
                            "0.7/0.4", "0.8/0.6", "0.9/0.8", "0.8/0.4", "0.7/0.4", "0.8/0.6", "0.9/0.8", "0.8/0.4");
        }
    }

    @Test
    void thePositiveIsShownOnlyWhereItShouldBe() throws IOException {
        Question with = new Question(QUERY, List.of(passage("blank", " "), POSITIVE), List.of(passage("a", "abc")));
        Question without = new Question(QUERY, List.of(), List.of(passage("a", "abc")));
        try (var llm = server(call -> grades(0, 0))) {
            judge(new LlmJudge(llm.pool, JudgePrompts.standard(), LlmJudgeSettings.DEFAULT), with);
            assertThat(llm.server.calls())
                    .hasSize(4)
                    .allSatisfy(call -> assertThat(call.user())
                            .contains(QUERY.text(), "abc", POSITIVE.text())
                            .doesNotContain("{query}", "{answer}"));
            var blind = LlmJudgeSettings.DEFAULT.withoutPositive();
            judge(new LlmJudge(llm.pool, JudgePrompts.standard(), blind), with);
            assertThat(llm.server.calls().subList(4, 8))
                    .allSatisfy(call -> assertThat(call.user())
                            .contains(QUERY.text(), "abc")
                            .doesNotContain(POSITIVE.text()));
            judge(new LlmJudge(llm.pool, JudgePrompts.standard(), LlmJudgeSettings.DEFAULT), without);
            assertThat(llm.server.count()).as("the same prompt is recorded").isEqualTo(8);
        }
    }

    @Test
    void anUnusableAnswerIsAskedForAgainWithAnotherSeed() throws IOException {
        try (var llm =
                server(call -> call.number() <= 2 ? LoopbackServer.say("{\"accuracy\": 1, \"comp") : grades(1, 1))) {
            var one = settings(1, 2);
            Question question = new Question(QUERY, List.of(POSITIVE), List.of(passage("a", "abc")));
            assertThat(judge(new LlmJudge(llm.pool, JudgePrompts.standard(), one), question))
                    .containsExactly(new Verdict(Grade.PARTIAL, List.of(Grade.PARTIAL), 1));
            assertThat(llm.server.calls().stream()
                            .map(call -> call.body().get("seed").intValue())
                            .distinct())
                    .hasSize(3);
        }
    }

    @Test
    void whatNeverBecomesUsableIsUndecided() throws IOException {
        Question question = new Question(QUERY, List.of(POSITIVE), List.of(passage("a", "abc"), passage("b", "def")));
        try (var llm =
                server(call -> call.user().contains("abc") ? LoopbackServer.say("Hmm.") : LoopbackServer.status(400))) {
            List<Verdict> verdicts = judge(new LlmJudge(llm.pool, JudgePrompts.standard(), settings(2, 1)), question);
            assertThat(verdicts).extracting(Verdict::grade).containsExactly(Grade.UNDECIDED, Grade.UNDECIDED);
            assertThat(GradeCounts.of(List.of(verdicts)).of(Grade.UNDECIDED)).isEqualTo(2);
        }
    }

    /** Law: however questions are grouped, the verdicts are the same, and what is recorded is not asked for again. */
    @Test
    void groupingDoesNotMatterAndASecondRunMakesNoCall() throws IOException {
        Function<Call, Reply> hashed = call -> {
            int hash = Math.floorMod((call.user() + call.body().get("seed")).hashCode(), 9);
            return hash == 8 ? LoopbackServer.say("no idea") : grades(hash % 3, hash / 3);
        };
        List<Question> questions = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Query query = new Query(new Key(SWAHILI, "q" + i), "swali " + i);
            List<Passage> passages = new ArrayList<>();
            for (int j = 0; j < i % 5; j++) {
                passages.add(passage("p" + i + "-" + j, "kifungu " + i + " " + j));
            }
            questions.add(new Question(query, i % 2 == 0 ? List.of(POSITIVE) : List.of(), passages));
        }
        List<List<Verdict>> together;
        try (var llm = server(hashed)) {
            var judge = new LlmJudge(llm.pool, JudgePrompts.standard(), LlmJudgeSettings.DEFAULT);
            assertThat(judge.estimate(questions).calls())
                    .isEqualTo(4L
                            * questions.stream()
                                    .mapToInt(question -> question.passages().size())
                                    .sum());
            together = judge.judge(questions, Progress.SILENT);
            assertThat(together).hasSize(12);
            assertThat(together.get(4)).hasSize(4);
            assertThat(judge.estimate(questions).calls()).isZero();
        }
        try (var llm = server(hashed)) {
            var judge = new LlmJudge(llm.pool, JudgePrompts.standard(), LlmJudgeSettings.DEFAULT);
            for (int i = 11; i >= 0; i--) {
                assertThat(judge(judge, questions.get(i))).isEqualTo(together.get(i));
            }
            assertThat(llm.server.count()).isZero();
        }
        Files.delete(folder.resolve("answers.jsonl"));
        try (var llm = server(hashed)) {
            var judge = new LlmJudge(llm.pool, JudgePrompts.standard(), LlmJudgeSettings.DEFAULT);
            assertThat(judge.judge(questions, Progress.SILENT)).isEqualTo(together);
        }
    }

    @Test
    void theDescriptionNamesAllThatDecides() throws IOException {
        Path template = folder.resolve("own.txt");
        Files.writeString(template, "{query} {answer} {passage}");
        try (var llm = server(call -> grades(0, 0))) {
            var standard = new LlmJudge(llm.pool, JudgePrompts.standard(), LlmJudgeSettings.DEFAULT).describe();
            assertThat(standard).contains("model=loopback", "0.7/0.4 0.8/0.6 0.9/0.8 0.8/0.4", "positive=with");
            assertThat(new LlmJudge(
                                    llm.pool,
                                    JudgePrompts.standard().withAnswerFrom(template),
                                    LlmJudgeSettings.DEFAULT)
                            .describe())
                    .isNotEqualTo(standard);
        }
    }

    private LlmServer server(Function<Call, Reply> behaviour) throws IOException {
        return new LlmServer(folder.resolve("answers.jsonl"), behaviour);
    }

    private static List<Verdict> judge(LlmJudge judge, Question question) {
        return judge.judge(List.of(question), Progress.SILENT).getFirst();
    }

    private static LlmJudgeSettings settings(int votes, int retries) {
        LlmJudgeSettings standard = LlmJudgeSettings.DEFAULT;
        return new LlmJudgeSettings(
                true, standard.votes().subList(0, votes), retries, 64, standard.longestPassage(), 0);
    }

    private static Reply grades(int accuracy, int completeness) {
        return LoopbackServer.say("{\"accuracy\": " + accuracy + ", \"completeness\": " + completeness + "}");
    }

    private static Passage passage(String id, String text) {
        return new Passage(new Key(SWAHILI, id), "", text);
    }
}
