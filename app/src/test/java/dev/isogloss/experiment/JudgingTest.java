package dev.isogloss.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.isogloss.experiment.ablation.AblationFile;
import dev.isogloss.experiment.ablation.AblationRun;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.CompressedFiles;
import dev.isogloss.io.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Judges and refill, named in an experiment file. */
class JudgingTest {
    @TempDir
    private Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void writeExperiment() throws IOException {
        file = TinyExperiment.file(
                folder.resolve("tiny.yaml"), TinyCollection.plain(folder.resolve("collection")), "plain");
    }

    private JsonNode mine(Path out, String... overrides) throws IOException {
        Pipeline.Outcome outcome = Pipeline.run(
                ExperimentFile.read(file, List.of(overrides)),
                new RunFolder(out),
                Pipeline.Until.MINE,
                Progress.SILENT);
        return JsonMapper.shared().readTree(outcome.json());
    }

    private static String negatives(Path out) throws IOException {
        try (InputStream in = CompressedFiles.open(out.resolve("mining/negatives.jsonl.zst"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void consensusJudgesAndShortQueriesAreFilledUp() throws IOException {
        String[] settings = {
            "mine.depth=3",
            "mine.judging.judges=[consensus]",
            "mine.judging.consensus={scorers: [dense], above: 0.97}",
            "mine.judging.refill=extractive"
        };
        JsonNode report = mine(folder.resolve("first"), settings);
        assertThat(report.path("judges").path(0).path("judge").asString()).startsWith("consensus(dense above 0.97");
        assertThat(report.path("judges").path(0).path("all").path("caught").isNumber())
                .isTrue();
        long generated = 0;
        for (JsonNode language : report.path("languages")) {
            generated += language.path("generated").asLong();
        }
        assertThat(generated).as(negatives(folder.resolve("first"))).isPositive();
        String lines = negatives(folder.resolve("first"));
        assertThat(lines).contains("\"source\":\"generated\",").contains("\"stage\":\"consensus\"");
        assertThat(lines).contains("\"detail\":\"relevant\"");

        assertThat(mine(folder.resolve("second"), settings)).isEqualTo(report);
        assertThat(negatives(folder.resolve("second"))).isEqualTo(lines);
        JsonNode without = mine(folder.resolve("without"), "mine.depth=3");
        assertThat(without.path("judges").isEmpty()).isTrue();
        assertThat(negatives(folder.resolve("without"))).doesNotContain("generated");
    }

    /** A server that finds one prompt in three relevant, always the same ones. */
    private static HttpServer server(AtomicInteger calls) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/chat/completions", exchange -> {
            calls.incrementAndGet();
            String asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            JsonNode messages = JsonMapper.shared().readTree(asked).path("messages");
            String prompt = messages.path(messages.size() - 1).path("content").asString();
            int grade = Math.floorMod(prompt.hashCode(), 3) == 0 ? 2 : 0;
            String answer = "{\\\"accuracy\\\": %d, \\\"completeness\\\": %d}".formatted(grade, grade);
            byte[] body = """
                    {"id":"1","object":"chat.completion","created":1,"model":"tiny","choices":[{"index":0,
                    "message":{"role":"assistant","content":"%s"},"finish_reason":"stop"}],
                    "usage":{"prompt_tokens":100,"completion_tokens":10,"total_tokens":110}}
                    """.formatted(answer).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }

    @Test
    void aLanguageModelJudgesOnceAndItsRecordedAnswersDoForEver() throws IOException {
        AtomicInteger calls = new AtomicInteger();
        HttpServer server = server(calls);
        Path answers = folder.resolve("answers.jsonl");
        String recorded = "mine.judging.llm.answers=" + answers;
        try {
            String[] settings = {
                "mine.judging.judges=[llm]",
                "mine.judging.llm.url=http://127.0.0.1:" + server.getAddress().getPort() + "/v1",
                "mine.judging.llm.model=tiny",
                recorded
            };
            JsonNode report = mine(folder.resolve("first"), settings);
            assertThat(report.path("judges").path(0).path("judge").asString()).contains("model=tiny");
            int first = calls.get();
            assertThat(first).isGreaterThan(100);
            assertThat(negatives(folder.resolve("first"))).contains("\"stage\":\"llm\",\"reason\":\"relevant\"");
            assertThat(mine(folder.resolve("second"), settings)).isEqualTo(report);
            assertThat(calls.get() - first)
                    .as("calls of the second run, which only greets the server")
                    .isLessThan(3);
        } finally {
            server.stop(0);
        }
        // the server is gone; the recorded answers are shipped
        JsonNode offline =
                mine(folder.resolve("offline"), "mine.judging.judges=[llm]", "mine.judging.llm.model=tiny", recorded);
        assertThat(offline.path("languages")).isNotEmpty();
        assertThat(negatives(folder.resolve("offline"))).isEqualTo(negatives(folder.resolve("first")));
        // a server that nobody listens at is refused before anything is read
        assertThatThrownBy(() -> mine(
                        folder.resolve("nobody"),
                        "mine.judging.judges=[llm]",
                        "mine.judging.llm.url=http://127.0.0.1:1/v1",
                        "mine.judging.llm.model=tiny"))
                .isInstanceOf(BadInputException.class);
        assertThat(folder.resolve("nobody/corpus")).doesNotExist();
    }

    /** A judge that is asked with the positive and one that is not are two rows of a table, which share every answer they can. */
    @Test
    void rowsOfATableShareWhatALanguageModelSaid() throws IOException {
        AtomicInteger calls = new AtomicInteger();
        HttpServer server = server(calls);
        Path answers = folder.resolve("shared.jsonl");
        Path table = Files.writeString(folder.resolve("judges.yaml"), """
                metrics: [ndcg@10]
                rows:
                  - {name: full}
                  - {name: judge without the positive, set: {mine.judging.llm.positive: false}}
                  - {name: drop relevant only, set: {mine.judging.policy: drop-relevant}}
                """);
        List<String> settings = List.of(
                "mine.judging.judges=[llm]",
                "mine.judging.llm.url=http://127.0.0.1:" + server.getAddress().getPort() + "/v1",
                "mine.judging.llm.model=tiny",
                "mine.judging.llm.answers=" + answers,
                "train.max-steps=1",
                "evaluate.tasks=[pooled]",
                "index.hnsw=false");
        try {
            AblationRun.Outcome outcome = new AblationRun(
                            file,
                            settings,
                            AblationFile.read(table.toString(), folder),
                            folder.resolve("out"),
                            List.of())
                    .run(Progress.SILENT);
            assertThat(outcome.text()).contains("judge without the positive", "drop relevant only");
        } finally {
            server.stop(0);
        }
        Path rows = folder.resolve("out/judges/rows");
        assertThat(negatives(rows.resolve("judge-without-the-positive"))).isNotEqualTo(negatives(rows.resolve("full")));
        long recorded;
        try (Stream<String> lines = Files.lines(answers)) {
            recorded = lines.filter(line -> line.contains("completeness")).count();
        }
        assertThat(calls.get() - recorded)
                .as("only greetings are not recorded: no answer was asked for twice")
                .isBetween(0L, 9L);
        String report = Files.readString(rows.resolve("full/report.html"));
        assertThat(report)
                .contains("How the judge llm agrees with people", "kappa", "candidates dropped, by all stages");
    }

    @Test
    void aJudgeThatSaysTheSameOfEverythingIsCalledUseless() throws IOException {
        JsonNode report = mine(
                folder.resolve("useless"),
                "mine.judging.judges=[consensus]",
                "mine.judging.consensus={scorers: [dense], above: -1}");
        assertThat(report.path("warnings").toString()).contains("says the same of everything is useless");
        assertThat(report.path("shares").path("stages").path("consensus").asDouble())
                .isPositive();
        assertThat(Files.readString(folder.resolve("useless/mining/report.txt")))
                .contains("the stages dropped", "generated queries found 0.0 %");
    }

    @Test
    void aLanguageThatHasNoNameIsRefusedBeforeAnythingLong() throws IOException {
        Path collection = folder.resolve("collection");
        for (String name : List.of("corpus.jsonl", "queries-train.jsonl", "queries-dev.jsonl")) {
            Path written = collection.resolve(name);
            Files.writeString(written, Files.readString(written).replace("\"lang\": \"sw\"", "\"lang\": \"qx\""));
        }
        Path answers = Files.writeString(folder.resolve("recorded.jsonl"), "");
        assertThatThrownBy(() -> mine(
                        folder.resolve("strange"),
                        "mine.judging.judges=[llm]",
                        "mine.judging.llm.model=tiny",
                        "mine.judging.llm.answers=" + answers))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("[qx]");
        assertThat(folder.resolve("strange/corpus")).doesNotExist();
    }

    @Test
    void aPromptWithoutItsPlaceholdersIsRefusedBeforeAnythingLong() throws IOException {
        Path prompt = Files.writeString(folder.resolve("prompt.txt"), "Judge this: {passage}");
        Path answers = Files.writeString(folder.resolve("recorded.jsonl"), "");
        for (String key : List.of("judge-with-answer", "judge-without-answer", "summary-prompt", "query-prompt")) {
            assertThatThrownBy(() -> mine(
                            folder.resolve("prompt"),
                            "mine.judging.judges=[llm]",
                            "mine.judging.refill=llm",
                            "mine.judging.llm.model=tiny",
                            "mine.judging.llm.answers=" + answers,
                            "mine.judging.llm." + key + "=" + prompt))
                    .as(key)
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("prompt.txt");
        }
        assertThat(folder.resolve("prompt/corpus")).doesNotExist();
    }

    @Test
    void aCrossEncoderIsTrainedOutOfFoldAndJudges() throws IOException {
        JsonNode report = mine(
                folder.resolve("run"),
                "mine.judging.judges=[cross-encoder]",
                "mine.judging.cross-encoder.folds=2",
                "mine.judging.cross-encoder.pair-tokens=64",
                "mine.judging.cross-encoder.learning-rate=1e-2",
                "mine.judging.cross-encoder.epochs=6",
                "mine.judging.cross-encoder.thresholds=[-0.2, 0.2]");
        assertThat(report.path("judges").path(0).path("judge").asString()).startsWith("cross-encoder(out-of-fold");
        assertThat(Files.exists(folder.resolve("run/systems/judge/fold-1/model/config.json")))
                .isTrue();
        assertThat(negatives(folder.resolve("run"))).contains("\"stage\":\"cross-encoder\"");
    }

    @Test
    void tooFewJudgmentsForThresholdsAreSaidBeforeTheTraining() {
        assertThatThrownBy(() -> mine(folder.resolve("few"), "mine.judging.judges=[cross-encoder]"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("cross-encoder.thresholds");
        assertThat(folder.resolve("few/systems/judge")).doesNotExist();
    }

    @Test
    void whatMakesNoSenseIsRefusedBeforehand() {
        assertThatThrownBy(() -> mine(folder.resolve("x"), "mine.judging.judges=[consensos]"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("did you mean consensus?");
        assertThatThrownBy(() -> mine(
                        folder.resolve("x"),
                        "mine.judging.judges=[consensus]",
                        "mine.judged-negatives=false",
                        "mine.judging.policy=relabel-relevant"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("people judged irrelevant");
        assertThatThrownBy(() -> mine(folder.resolve("x"), "mine.judging.judges=[llm]"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("mine.judging.llm.model");
        assertThatThrownBy(
                        () -> mine(folder.resolve("x"), "mine.judging.refill=llm", "mine.judging.llm.model=some-model"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("mine.judging.llm.url");
        assertThatThrownBy(() -> mine(
                        folder.resolve("x"),
                        "mine.judging.judges=[cross-encoder]",
                        "mine.judging.cross-encoder.path=" + folder.resolve("nothing")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("nothing");
    }
}
