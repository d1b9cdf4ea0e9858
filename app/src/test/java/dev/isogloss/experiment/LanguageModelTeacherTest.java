package dev.isogloss.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Checksums;
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
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A language model teaches an encoder by how likely it finds queries after passages: one of a folder, and a served one. */
class LanguageModelTeacherTest {
    private static final List<String> KL =
            List.of("train.distillation.loss=kl", "train.distillation.teacher=language-model", "train.contrastive=0");

    @TempDir
    private static Path shared = Path.of("");

    private static Path file = Path.of("");

    @BeforeAll
    static void collection() throws IOException {
        Path collection = TinyCollection.plain(shared.resolve("collection"));
        file = TinyExperiment.file(shared.resolve("tiny.yaml"), collection, "plain");
    }

    private static String model(String name) {
        return Path.of("../engine/src/test/resources/language-models", name)
                .toAbsolutePath()
                .normalize()
                .toString();
    }

    private static Experiment experiment(String... overrides) throws IOException {
        List<String> all = new ArrayList<>(List.of("train.epochs=1", "train.keep-untouched=false"));
        all.addAll(KL);
        for (String override : overrides) {
            all.add("train.distillation.language-model." + override);
        }
        return ExperimentFile.read(file, all);
    }

    private static String train(String name, String... overrides) throws IOException {
        Pipeline.Outcome outcome = Pipeline.run(
                experiment(overrides), new RunFolder(shared.resolve(name)), Pipeline.Until.TRAIN, Progress.SILENT);
        assertThat(outcome.text()).contains("model");
        return Checksums.sha256(shared.resolve(name).resolve("model").resolve("model.safetensors"));
    }

    private static List<Double> scores(String name) throws IOException {
        List<Double> scores = new ArrayList<>();
        Path teaching = shared.resolve(name).resolve("teaching").resolve("scores-00000.jsonl.zst");
        JsonLines.read(
                teaching,
                line -> line.json()
                        .path("scores")
                        .properties()
                        .forEach(entry -> scores.add(entry.getValue().doubleValue())));
        return scores;
    }

    @Test
    void modelsOfFoldersTeach() throws IOException {
        String masked = train("masked", "path=" + model("xlm-roberta"), "max-tokens=100");
        assertThat(scores("masked")).hasSizeGreaterThan(36).allMatch(score -> score < 0);
        String causal = train("causal", "path=" + model("qwen3-own"), "max-tokens=200");
        assertThat(causal).isNotEqualTo(masked);
        assertThat(train("summed", "path=" + model("qwen3-own"), "max-tokens=200", "score=sum"))
                .as("sums are a steeper teacher than means")
                .isNotEqualTo(causal);
        Pipeline.run(
                experiment("path=" + model("qwen3-own"), "max-tokens=200"),
                new RunFolder(shared.resolve("causal")),
                Pipeline.Until.REPORT,
                Progress.SILENT);
        assertThat(Files.readString(shared.resolve("causal").resolve("provenance.json")))
                .contains("\"teacher\"", "language model [", "Someone looks for this text", "MEAN");
    }

    @Test
    void aServedModelTeachesAndItsRecordTeachesWithoutIt() throws IOException {
        var server = new EchoingServer();
        Path prompt = Files.writeString(shared.resolve("prompt.txt"), "Read {passage} and ask:\n");
        String taught;
        Path answers = shared.resolve("served").resolve("likelihoods.jsonl");
        try (server) {
            taught = train("served", "url=" + server.url(), "model=m", "prompt=" + prompt);
            assertThat(server.asked.get()).isGreaterThan(36);
            assertThat(answers).isNotEmptyFile();
        }
        assertThat(train("recorded", "model=m", "prompt=" + prompt, "answers=" + answers))
                .isEqualTo(taught);
        assertThatThrownBy(() -> train("another", "model=m", "answers=" + answers))
                .as("another prompt")
                .isInstanceOf(BadInputException.class);
    }

    @Test
    void whatCannotTeachIsRefusedBeforehand() throws IOException {
        refused("train.distillation.language-model.path");
        refused("train.distillation.language-model.path", "path=" + model("bert"), "model=m");
        refused("train.distillation.language-model.url", "model=m");
        refused("positions for 128", "path=" + model("bert"));
        refused(
                "no language model",
                "path=" + Path.of("../engine/src/test/resources/families/bert").toAbsolutePath());
        refused("there is no file", "path=" + model("qwen3-own"), "prompt=" + shared.resolve("nothing.txt"));
        Path empty = Files.writeString(shared.resolve("empty.txt"), "Ask:");
        refused("{passage} once", "path=" + model("qwen3-own"), "max-tokens=99", "prompt=" + empty);
        refused("is it running", "url=http://127.0.0.1:9/v1", "model=m");
        refused("there is no file", "model=m", "answers=" + shared.resolve("nothing.jsonl"));
    }

    private static void refused(String message, String... overrides) {
        assertThatThrownBy(() ->
                        Pipeline.check(experiment(overrides), new RunFolder(shared.resolve("never")), Progress.SILENT))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(message);
    }

    /** A completion server that finds a word the likelier the shorter it is, and says so of every word of the prompt. */
    private static final class EchoingServer implements AutoCloseable {
        private final HttpServer server;
        private final AtomicInteger asked = new AtomicInteger();

        EchoingServer() throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/v1/completions", this::answer);
            server.start();
        }

        String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
        }

        private void answer(HttpExchange exchange) throws IOException {
            asked.incrementAndGet();
            String prompt = JsonMapper.shared()
                    .readTree(exchange.getRequestBody().readAllBytes())
                    .get("prompt")
                    .stringValue();
            ObjectNode node = JsonMapper.shared().createObjectNode();
            ObjectNode logprobs = node.putArray("choices").addObject().putObject("logprobs");
            ArrayNode tokens = logprobs.putArray("tokens");
            ArrayNode values = logprobs.putArray("token_logprobs");
            for (String word : prompt.split("(?<=\\S)(?=\\s)")) {
                tokens.add(word);
                values.add(-word.length() / 10.0 - (prompt.length() % 7) / 10.0);
            }
            node.putObject("usage").put("prompt_tokens", tokens.size());
            byte[] bytes = JsonMapper.shared().writeValueAsString(node).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
