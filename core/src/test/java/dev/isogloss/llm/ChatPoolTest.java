package dev.isogloss.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Progress;
import dev.isogloss.llm.LoopbackServer.Call;
import dev.isogloss.llm.LoopbackServer.Reply;
import dev.isogloss.llm.LoopbackServer.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class ChatPoolTest {
    private static final String SECRET = "sk-very-secret-0123456789";
    private static final Sampling SAMPLING = new Sampling(0.9, 0.7, 64, 1);
    private static final Retries QUICK = new Retries(4, Duration.ofMillis(5), Duration.ofMillis(20), 0);

    @TempDir
    Path folder;

    @Test
    void whatPassesIsAskedAgain() throws IOException {
        List<Reply> script = List.of(
                LoopbackServer.status(500),
                new LoopbackServer.Cut(true),
                new Status(200, Map.of(), "{\"choices\":[{\"mess"),
                LoopbackServer.say("at last"));
        try (var run = new Run(call -> script.get(call.number() - 1), ChatLimits.DEFAULT, Budget.UNLIMITED)) {
            assertThat(run.ask(0)).isEqualTo("at last");
            assertThat(run.server.count()).isEqualTo(4);
            assertThat(run.pool.usage()).isEqualTo(new ChatUsage(4, 1, 0, 10, 7, 0));
            assertThat(run.ask(0)).isEqualTo("at last");
            assertThat(run.server.count()).isEqualTo(4);
            assertThat(run.pool.usage().recorded()).isEqualTo(1);
        }
    }

    @Test
    void aHangIsAskedAgain() throws IOException {
        try (var run = new Run(
                call -> call.number() < 3
                        ? new LoopbackServer.Hang(5000, call.number() == 2)
                        : LoopbackServer.say("awake"),
                ChatLimits.DEFAULT,
                Budget.UNLIMITED,
                Duration.ofMillis(400))) {
            assertThat(run.ask(0)).isEqualTo("awake");
        }
    }

    @Test
    void retryAfterIsHonouredByEverybody() throws IOException {
        try (var run = new Run(
                call -> call.number() == 1
                        ? new Status(429, Map.of("Retry-After", "1"), "{}")
                        : LoopbackServer.say("ok"),
                new ChatLimits(1, 0),
                Budget.UNLIMITED)) {
            long start = System.nanoTime();
            run.askAll(3);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
            assertThat(run.server.count()).isEqualTo(4);
        }
    }

    @Test
    void aWaitOfHoursStopsTheRun() throws IOException {
        try (var run = new Run(
                call -> new Status(429, Map.of("Retry-After", "7200"), "{}"), ChatLimits.DEFAULT, Budget.UNLIMITED)) {
            assertThatThrownBy(() -> run.ask(0))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContainingAll("120 minutes", "run the same again later");
        }
    }

    @Test
    void tenThousandCallsWithThirtyTwoInFlightAndNoneASecondTime() throws IOException {
        Path file = folder.resolve("answers.jsonl");
        int calls = 10_000;
        try (var run = new Run(call -> LoopbackServer.say("to " + call.user()), ChatLimits.DEFAULT, Budget.UNLIMITED)) {
            List<String> answers = run.askAll(calls);
            for (int i = 0; i < calls; i++) {
                assertThat(answers.get(i)).isEqualTo("to question " + i);
            }
            assertThat(run.server.count()).isEqualTo(calls);
            assertThat(run.server.mostAtOnce()).isBetween(2, 32);
        }
        try (var lines = Files.lines(file)) {
            assertThat(lines.count()).isEqualTo(calls);
        }
        try (var again = new Run(call -> LoopbackServer.status(500), ChatLimits.DEFAULT, Budget.UNLIMITED)) {
            assertThat(again.askAll(calls)).hasSize(calls).contains("to question 9999");
            assertThat(again.server.count()).isZero();
        }
    }

    @Test
    void aBudgetOfCallsIsNeverExceededAndTheRestIsAskedLater() throws IOException {
        Function<Call, Reply> answer = call -> new LoopbackServer.Say("ok", 5);
        int first;
        try (var run = new Run(
                answer, ChatLimits.DEFAULT, new Budget(50, Long.MAX_VALUE, Double.POSITIVE_INFINITY, Price.FREE))) {
            assertThatThrownBy(() -> run.askAll(200))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContainingAll("budget of calls", "50 of 50", "every answer so far is recorded");
            first = run.server.count();
            assertThat(first).isEqualTo(50);
            assertThat(run.pool.usage().answers()).isEqualTo(50);
        }
        try (var run = new Run(answer, ChatLimits.DEFAULT, Budget.UNLIMITED)) {
            run.askAll(200);
            assertThat(run.server.count()).isEqualTo(150);
        }
    }

    @Test
    void tokensAndMoneyAreExceededByNoMoreThanWhatIsInFlight() throws IOException {
        Function<Call, Reply> answer = call -> new LoopbackServer.Say("ok", 5);
        int tokensEach = 12;
        try (var run =
                new Run(answer, new ChatLimits(8, 0), new Budget(1000, 600, Double.POSITIVE_INFINITY, Price.FREE))) {
            assertThatThrownBy(() -> run.askAll(200)).hasMessageContaining("budget of tokens");
            ChatUsage usage = run.pool.usage();
            assertThat(usage.inputTokens() + usage.outputTokens()).isBetween(600L, 600L + 8 * tokensEach);
        }
        Files.delete(folder.resolve("answers.jsonl"));
        double each = 10 * 1.0 / 1e6 + 2 * 5.0 / 1e6;
        try (var run =
                new Run(answer, new ChatLimits(8, 0), new Budget(1000, 1_000_000, 40.5 * each, new Price(1, 5)))) {
            assertThatThrownBy(() -> run.askAll(200)).hasMessageContaining("budget of money");
            assertThat(run.pool.usage().money()).isBetween(40.5 * each, 49 * each);
        }
    }

    @Test
    void oneHopelessPromptDoesNotStopTheOthersButADeadServerDoes() throws IOException {
        try (var run = new Run(
                call -> call.user().endsWith(" 7") ? LoopbackServer.status(500) : LoopbackServer.say("ok"),
                ChatLimits.DEFAULT,
                Budget.UNLIMITED)) {
            assertThatThrownBy(() -> run.ask(7)).isInstanceOf(ChatFailure.class);
            assertThat(run.server.count()).isEqualTo(4);
            assertThat(run.ask(8)).isEqualTo("ok");
        }
        try (var run = new Run(call -> LoopbackServer.status(503), new ChatLimits(2, 0), Budget.UNLIMITED)) {
            assertThatThrownBy(() -> run.askAll(500, failure -> "nothing"))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContainingAll("answers no more", "HTTP 503", "run the same again");
            assertThat(run.server.count()).isLessThanOrEqualTo(4 * (8 + 2));
        }
    }

    @Test
    void aWrongKeyStopsTheRunAtOnce() throws IOException {
        try (var run = new Run(call -> LoopbackServer.status(401), new ChatLimits(4, 0), Budget.UNLIMITED)) {
            assertThatThrownBy(() -> run.askAll(100)).isInstanceOf(BadInputException.class);
            assertThat(run.server.count()).isLessThanOrEqualTo(4);
        }
    }

    @Test
    void theSameQuestionAtOneTimeIsSentOnce() throws IOException {
        try (var run = new Run(call -> new LoopbackServer.Say("once", 200), ChatLimits.DEFAULT, Budget.UNLIMITED)) {
            List<Integer> same = IntStream.range(0, 30).map(i -> 5).boxed().toList();
            try (Progress.Task task = Progress.SILENT.start("asking", 30, "questions")) {
                assertThat(run.pool.each(same, run::ask, task))
                        .containsOnly("once")
                        .hasSize(30);
            }
            assertThat(run.server.count()).isEqualTo(1);
        }
    }

    @Test
    void aRateIsKept() throws IOException {
        try (var run = new Run(call -> LoopbackServer.say("ok"), new ChatLimits(32, 1200), Budget.UNLIMITED)) {
            long start = System.nanoTime();
            run.askAll(15);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(700));
        }
    }

    @Test
    void offlineRepeatsWhatIsRecordedAndSaysWhatIsMissing() throws IOException {
        Path file = folder.resolve("answers.jsonl");
        try (var run = new Run(call -> LoopbackServer.say("recorded"), ChatLimits.DEFAULT, Budget.UNLIMITED)) {
            run.askAll(3);
        }
        byte[] before = Files.readAllBytes(file);
        try (var cache = AnswerCache.readOnly(file)) {
            ChatPool pool = ChatPool.offline("loopback", cache);
            assertThat(pool.ask(prompt(2), SAMPLING).text()).isEqualTo("recorded");
            assertThatThrownBy(() -> pool.ask(prompt(3), SAMPLING))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContainingAll("no answer of loopback is recorded", "question 3");
            assertThatThrownBy(() -> ChatPool.offline("other", cache).ask(prompt(2), SAMPLING))
                    .isInstanceOf(BadInputException.class);
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void anEstimateCountsOnlyWhatIsNotRecordedAndLearnsFromWhatIs() throws IOException {
        try (var run = new Run(
                call -> LoopbackServer.say("four"),
                ChatLimits.DEFAULT,
                new Budget(1000, 100_000, 1, new Price(1, 2)))) {
            ChatEstimate blind = run.estimate(100);
            assertThat(blind.calls()).isEqualTo(100);
            assertThat(blind.measured()).isFalse();
            assertThat(blind.outputTokens()).isEqualTo(100 * 64.0);
            assertThat(blind.inputTokens())
                    .isEqualTo(IntStream.range(0, 100)
                                    .mapToObj(ChatPoolTest::prompt)
                                    .mapToInt(Prompt::characters)
                                    .sum()
                            / 4.0);
            assertThat(run.server.count()).isZero();
            run.askAll(40);
            ChatEstimate seeing = run.estimate(100);
            assertThat(seeing.prompts()).isEqualTo(100);
            assertThat(seeing.calls()).isEqualTo(60);
            assertThat(seeing.measured()).isTrue();
            assertThat(seeing.outputTokens()).isEqualTo(60 * 4.0);
            assertThat(seeing.inputTokens()).isBetween(590.0, 620.0);
            assertThat(seeing.money()).isBetween(0.00107, 0.0011);
            assertThat(seeing.text()).contains("100 prompts", "40 of them recorded", "60 calls");
        }
    }

    @Test
    void noKeyInLogCacheOrFailure() throws IOException {
        var root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Level before = root.getLevel();
        var seen = new ListAppender<ILoggingEvent>();
        seen.start();
        root.addAppender(seen);
        root.setLevel(Level.TRACE);
        try (var run = new Run(
                call -> call.number() % 3 == 0
                        ? new Status(500, Map.of(), "you sent " + call.authorization())
                        : LoopbackServer.say("ok"),
                ChatLimits.DEFAULT,
                Budget.UNLIMITED)) {
            run.askAll(30);
            assertThat(run.server.calls()).allMatch(call -> call.authorization().equals("Bearer " + SECRET));
        } finally {
            root.setLevel(before);
            root.detachAppender(seen);
        }
        assertThat(seen.list)
                .noneMatch(event -> event.getFormattedMessage().contains(SECRET)
                        || String.valueOf(event.getThrowableProxy()).contains(SECRET));
        assertThat(Files.readString(folder.resolve("answers.jsonl"))).doesNotContain(SECRET);
    }

    /** Kills a whole JVM in the middle: what it had recorded is not asked for again, at most what was in flight is. */
    @Test
    void aKilledRunGoesOnWithoutARepeatedCall() throws Exception {
        Path file = folder.resolve("killed.jsonl");
        int questions = 600;
        try (var server = new LoopbackServer(call -> new LoopbackServer.Say("to " + call.user(), 40))) {
            Process child = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx200m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            KilledRun.class.getName(),
                            server.url(),
                            file.toString(),
                            Integer.toString(questions))
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("child.log").toFile())
                    .start();
            while (server.count() < 150 && child.isAlive()) {
                Thread.sleep(10);
            }
            child.destroyForcibly();
            assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(Files.exists(file))
                    .as(() -> read(folder.resolve("child.log")))
                    .isTrue();
            int before = server.count();
            int recorded;
            try (var cache = AnswerCache.readOnly(file)) {
                recorded = cache.size();
            }
            assertThat(recorded).as("answered before the kill").isBetween(before - 32, questions - 1);
            List<String> answers = KilledRun.run(server.url(), file, questions);
            assertThat(answers)
                    .isEqualTo(IntStream.range(0, questions)
                            .mapToObj(i -> "to question " + i)
                            .toList());
            assertThat(server.count() - before).isEqualTo(questions - recorded);
        }
    }

    @Test
    void pausesGrowWithinTheirBoundsAndRepeatThemselves() {
        var retries = new Retries(9, Duration.ofMillis(100), Duration.ofSeconds(2), 3);
        for (int question = 0; question < 50; question++) {
            RequestKey key = RequestKey.of("m", prompt(question), SAMPLING);
            for (int attempt = 1; attempt <= 9; attempt++) {
                long whole = Math.min(2000, 100L << (attempt - 1));
                assertThat(retries.pause(attempt, key).toMillis()).isBetween(whole / 2, whole);
                assertThat(retries.pause(attempt, key)).isEqualTo(retries.pause(attempt, key));
            }
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static Prompt prompt(int number) {
        return new Prompt("", "question " + number, new AnswerForm.FreeText());
    }

    /** A server, a client with a key, and a pool over the file {@code answers.jsonl}. */
    private final class Run implements AutoCloseable {
        private final LoopbackServer server;
        private final OpenAiChat chat;
        private final AnswerCache cache;
        private final ChatPool pool;

        Run(Function<Call, Reply> behaviour, ChatLimits limits, Budget budget) throws IOException {
            this(behaviour, limits, budget, Duration.ofSeconds(20));
        }

        Run(Function<Call, Reply> behaviour, ChatLimits limits, Budget budget, Duration timeout) throws IOException {
            server = new LoopbackServer(behaviour);
            chat = new OpenAiChat(server.url(), "loopback", ApiKey.from("SOME_KEY", name -> SECRET), timeout);
            cache = AnswerCache.open(folder.resolve("answers.jsonl"));
            pool = new ChatPool(chat, cache, limits, QUICK, budget);
        }

        String ask(int number) {
            return pool.ask(prompt(number), SAMPLING).text();
        }

        List<String> askAll(int questions) {
            try (Progress.Task task = Progress.SILENT.start("asking", questions, "questions")) {
                return pool.each(IntStream.range(0, questions).boxed().toList(), this::ask, task);
            }
        }

        void askAll(int questions, Function<ChatFailure, String> otherwise) {
            try (Progress.Task task = Progress.SILENT.start("asking", questions, "questions")) {
                var unused = pool.each(
                        IntStream.range(0, questions).boxed().toList(),
                        number -> {
                            try {
                                return ask(number);
                            } catch (ChatFailure failure) {
                                return otherwise.apply(failure);
                            }
                        },
                        task);
            }
        }

        ChatEstimate estimate(int questions) {
            return pool.estimate(IntStream.range(0, questions)
                    .mapToObj(number -> new ChatPool.Asked(prompt(number), SAMPLING))
                    .iterator());
        }

        @Override
        public void close() throws IOException {
            cache.close();
            chat.close();
            server.close();
        }
    }
}
