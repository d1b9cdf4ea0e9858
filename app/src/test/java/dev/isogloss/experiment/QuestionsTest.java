package dev.isogloss.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.JsonFile;
import dev.isogloss.io.JsonLines;
import dev.isogloss.io.Progress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whole experiments on a made-up collection that learn from nothing that people judged. */
class QuestionsTest {
    @TempDir
    private static Path shared = Path.of("");

    private static Path file = Path.of("");

    @BeforeAll
    static void collection() throws IOException {
        file = TinyExperiment.file(
                shared.resolve("tiny.yaml"), TinyCollection.plain(shared.resolve("collection")), "plain");
    }

    private static List<JsonNode> lines(Path run, String name) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        JsonLines.read(run.resolve("questions").resolve(kind(run)).resolve(name), line -> lines.add(line.json()));
        return lines;
    }

    private static String kind(Path run) {
        return Files.isDirectory(run.resolve("questions/generated")) ? "generated" : "unlabelled";
    }

    private static String[] with(String... more) {
        List<String> all = new ArrayList<>(List.of("evaluate.systems=[bm25,untouched,trained]", "index.hnsw=false"));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    @Test
    void queriesAreMadeFromPassagesAndLearnedFrom() throws IOException {
        Path run = shared.resolve("generated");
        String[] settings = with("questions.from=generated", "questions.passages-per-language=12", "train.negatives=0");
        Pipeline.Outcome outcome = TinyExperiment.run(file, run, settings);
        assertThat(outcome.text()).contains("trained");
        List<JsonNode> made = lines(run, "questions.jsonl");
        assertThat(made)
                .hasSizeBetween(15, 60)
                .allMatch(line -> line.path("query").asString().contains(":made~"));
        assertThat(lines(run, "generated.jsonl")).hasSameSizeAs(made).allMatch(line -> line.size() == 6);
        JsonNode report = JsonFile.read(run.resolve("questions/generated/report.json"));
        int kept = 0;
        for (String language : TinyCollection.LANGUAGES) {
            JsonNode tally = report.path(language);
            kept += tally.path("kept").asInt();
            int refused = 0;
            for (JsonNode count : tally.path("refused")) {
                refused += count.asInt();
            }
            assertThat(tally.path("tried").asInt()).isEqualTo(tally.path("kept").asInt() + refused);
        }
        assertThat(kept).isEqualTo(made.size());
        String negatives = Files.readString(run.resolve("results.json"));
        assertThat(negatives).contains("trained");
        assertThat(TinyExperiment.run(file, run, settings).steps()).noneMatch(FinishedStep::worked);

        Path again = shared.resolve("generated-again");
        TinyExperiment.run(file, again, settings);
        assertThat(TinyExperiment.promised(again)).isEqualTo(TinyExperiment.promised(run));
    }

    @Test
    void questionsOfOneKindAreNeverTakenForThoseOfAnother() throws IOException {
        Path run = shared.resolve("switched");
        String[] generated = {
            "questions.from=generated", "questions.passages-per-language=12", "train.negatives=0", "train.max-steps=1"
        };
        TinyExperiment.train(file, run, generated);
        SortedMap<String, String> before = TinyExperiment.promised(run);
        TinyExperiment.train(file, run, "questions.from=unlabelled", "train.negatives=0", "train.max-steps=1");
        assertThat(TinyExperiment.promised(run)).isNotEqualTo(before);
        TinyExperiment.train(file, run, generated);
        assertThat(TinyExperiment.promised(run)).isEqualTo(before);
    }

    @Test
    void aRoundTripRefusesWhatDoesNotComeBack() throws IOException {
        Path strict = shared.resolve("strict");
        Path easy = shared.resolve("easy");
        for (Path run : List.of(strict, easy)) {
            TinyExperiment.train(
                    file,
                    run,
                    "questions.from=generated",
                    "questions.passages-per-language=30",
                    "questions.round-trip=" + (run.equals(strict) ? 1 : 0),
                    "train.max-steps=1");
        }
        assertThat(lines(strict, "questions.jsonl"))
                .hasSizeLessThan(lines(easy, "questions.jsonl").size());
        assertThat(Files.readString(strict.resolve("questions/generated/report.json")))
                .contains("does not find its passage");
    }

    @Test
    void unlabelledQueriesTakeTheBestCandidateForRelevant() throws IOException {
        Path run = shared.resolve("unlabelled");
        String[] settings = with(
                "questions.from=unlabelled",
                "train.contrastive=0",
                "train.distillation={loss: kl, teacher-temperature: 0.1}",
                "mine.rounds=2",
                "evaluate.language-probe=true");
        Pipeline.Outcome outcome = TinyExperiment.run(file, run, settings);
        assertThat(outcome.text()).contains("trained");
        JsonNode probe = JsonFile.read(run.resolve("language-probe.json"));
        assertThat(probe.propertyNames()).containsExactlyInAnyOrder("untouched", "trained");
        assertThat(probe.path("trained").path("accuracy").asDouble()).isBetween(0.33, 1.0);
        assertThat(Files.readString(run.resolve("report.html"))).contains("variance between languages");
        List<JsonNode> labelled = lines(run, "questions.jsonl");
        // 13 training queries a language, one of which equals an evaluation query
        assertThat(labelled).hasSize(36);
        assertThat(labelled)
                .allMatch(line -> line.path("passage")
                        .asString()
                        .substring(0, 2)
                        .equals(line.path("query").asString().substring(0, 2)));
        assertThat(TinyExperiment.run(file, run, settings).steps()).noneMatch(FinishedStep::worked);
    }

    @Test
    void labelsOfPeopleAreNeverSeen() throws IOException {
        Path bare = TinyCollection.plain(shared.resolve("bare"));
        Path judgments = bare.resolve("qrels/train.tsv");
        List<String> wrong = new ArrayList<>();
        for (String line : Files.readAllLines(judgments)) {
            String[] parts = line.split("\t");
            wrong.add(line.startsWith("query-id") ? line : parts[0] + "\t" + parts[0].substring(0, 2) + "-0\t1");
        }
        Files.write(judgments, wrong.stream().distinct().toList());
        Path other = TinyExperiment.file(shared.resolve("bare.yaml"), bare, "plain");
        String[] settings = {"questions.from=unlabelled", "train.max-steps=1", "collection.sample={}"};
        TinyExperiment.train(file, shared.resolve("with"), settings);
        TinyExperiment.train(other, shared.resolve("without"), settings);
        assertThat(lines(shared.resolve("without"), "questions.jsonl"))
                .isEqualTo(lines(shared.resolve("with"), "questions.jsonl"));
    }

    /** Answers in the language that it is told to write in; no two questions are alike. */
    private static HttpServer languageModel(AtomicInteger calls) throws IOException {
        Map<String, String> summaries = Map.of(
                "German", "Die Bienen sammeln im Sommer Nektar auf der Wiese und machen daraus Honig für den Winter.",
                "English", "In summer the bees gather nectar in the meadow and turn it into honey for the winter.",
                "Swahili", "Wakati wa kiangazi nyuki hukusanya nekta shambani na kutengeneza asali ya kutosha.");
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/chat/completions", exchange -> {
            int number = calls.incrementAndGet();
            String asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean summarises = asked.contains("Summarise the next passage");
            String language = summaries.keySet().stream()
                    .filter(name -> asked.contains("write only in " + name))
                    .findFirst()
                    .orElse("English");
            String text = summarises
                    ? "{\"summary\": \"" + summaries.getOrDefault(language, "").replace(".", " " + number + ".") + "\"}"
                    : "{\"query\": \"Je, nyuki hutengeneza asali kiasi gani katika mwaka wa " + number + "?\"}";
            byte[] body = JsonMapper.shared()
                    .writeValueAsBytes(Map.of(
                            "id",
                            "1",
                            "object",
                            "chat.completion",
                            "created",
                            1,
                            "model",
                            "tiny",
                            "choices",
                            List.of(Map.of(
                                    "index",
                                    0,
                                    "finish_reason",
                                    "stop",
                                    "message",
                                    Map.of("role", "assistant", "content", text))),
                            "usage",
                            Map.of("prompt_tokens", 90, "completion_tokens", 20, "total_tokens", 110)));
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }

    @Test
    void aLanguageModelAsksInAnotherLanguageAboutPassagesAndItsAnswersAreRecorded() throws IOException {
        AtomicInteger calls = new AtomicInteger();
        HttpServer server = languageModel(calls);
        Path answers = shared.resolve("answers.jsonl");
        List<String> settings = new ArrayList<>(List.of(
                "questions.from=generated",
                "questions.generator=llm",
                "questions.languages=[sw]",
                "questions.passages-per-language=10",
                "questions.round-trip=0",
                "mine.judging.llm.model=tiny",
                "mine.judging.llm.answers=" + answers,
                "train.max-steps=2",
                "train.negatives=1"));
        Path run = shared.resolve("across");
        try {
            settings.add("mine.judging.llm.url=http://127.0.0.1:"
                    + server.getAddress().getPort() + "/v1");
            JsonNode estimate = estimate(settings);
            assertThat(calls).hasValue(0);
            TinyExperiment.train(file, run, settings.toArray(String[]::new));
            // A summary and a query each; the run greets the server first.
            assertThat(estimate.path("calls").asInt()).isBetween(calls.get() - 2, calls.get());
            assertThat(estimate(settings).path("calls").asInt()).isZero();
        } finally {
            server.stop(0);
        }
        List<JsonNode> made = lines(run, "questions.jsonl");
        assertThat(made)
                .hasSizeGreaterThan(10)
                .allMatch(line -> line.path("query").asString().startsWith("sw:made~"));
        assertThat(made).anyMatch(line -> line.path("passage").asString().startsWith("de:"));
        // The negatives of a question about a German passage are German passages.
        JsonLines.read(run.resolve("mining/negatives.jsonl.zst"), line -> {
            String language = line.json().path("positives").path(0).asString().substring(0, 3);
            for (JsonNode negative : line.json().path("negatives")) {
                assertThat(negative.path("id").asString()).startsWith(language);
            }
        });
        // Without the server the recorded answers do.
        settings.removeLast();
        Path offline = shared.resolve("across-offline");
        TinyExperiment.train(file, offline, settings.toArray(String[]::new));
        assertThat(lines(offline, "questions.jsonl")).isEqualTo(made);
    }

    private static JsonNode estimate(List<String> settings) throws IOException {
        return JsonMapper.shared()
                .readTree(Pipeline.run(
                                ExperimentFile.read(file, settings),
                                new RunFolder(shared.resolve("estimate")),
                                Pipeline.Until.ESTIMATE,
                                Progress.SILENT)
                        .json());
    }

    @Test
    void whatCannotWorkIsRefusedFirst() {
        assertRefused("round-trip", "questions.round-trip=-1");
        assertRefused("which cannot translate", "questions.languages=[sw]");
        assertRefused("mine.weights: learned", "questions.from=unlabelled", "mine.weights=learned");
        assertRefused("mine.judging.llm.model", "questions.from=generated", "questions.generator=llm");
        assertRefused("config.json", "questions.from=unlabelled", "questions.labeller=" + shared);
        assertRefused(
                "nowhere.jsonl",
                "questions.from=generated",
                "questions.generator=llm",
                "questions.exemplars=nowhere.jsonl",
                "mine.judging.llm.model=x",
                "mine.judging.llm.url=http://127.0.0.1:1/v1");
    }

    private static void assertRefused(String part, String... settings) {
        Path out = shared.resolve("refused");
        assertThatThrownBy(() -> TinyExperiment.run(file, out, settings))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(part);
        assertThat(Files.exists(out.resolve("corpus"))).isFalse();
    }
}
