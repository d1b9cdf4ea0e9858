package dev.isogloss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.isogloss.experiment.SampleExperiment;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code mine --estimate} says what a language model would cost, and what it says comes true. */
class EstimateCommandTest {
    /** Few languages and few candidates: every candidate is judged four times. */
    private static final List<String> SMALL =
            List.of("collection.languages=[sw, en]", "mine.depth=4", "mine.keep=4", "mine.judging.llm.model=tiny");

    @TempDir
    private Path folder = Path.of("");

    private String file = "";
    private Path run = Path.of("");

    @BeforeEach
    void experiment() throws IOException {
        file = SampleExperiment.file(folder.resolve("sample.yaml")).toString();
        run = folder.resolve("run");
    }

    private Said mine(boolean estimate, String... settings) {
        List<String> arguments = new ArrayList<>(List.of("mine", file, "--out", run.toString(), "--json", "-"));
        if (estimate) {
            arguments.add("--estimate");
        }
        for (List<String> all : List.of(SMALL, List.of(settings))) {
            all.forEach(setting -> arguments.addAll(List.of("--set", setting)));
        }
        return Said.of(arguments.toArray(String[]::new));
    }

    /** A server that finds everything irrelevant. */
    private static HttpServer server(AtomicInteger calls) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/chat/completions", exchange -> {
            calls.incrementAndGet();
            byte[] asked = exchange.getRequestBody().readAllBytes();
            assertThat(asked).isNotEmpty();
            byte[] body = """
                    {"id":"1","object":"chat.completion","created":1,"model":"tiny","choices":[{"index":0,
                    "message":{"role":"assistant","content":"{\\"accuracy\\": 0, \\"completeness\\": 0}"},
                    "finish_reason":"stop"}],"usage":{"prompt_tokens":100,"completion_tokens":10,"total_tokens":110}}
                    """.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }

    @Test
    void asManyCallsAreMadeAsWereEstimatedAndThenNoneIsLeft() throws IOException {
        AtomicInteger calls = new AtomicInteger();
        HttpServer server = server(calls);
        String judges = "mine.judging.judges=[llm]";
        String url =
                "mine.judging.llm.url=http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
        try {
            JsonNode before = mine(true, judges, url).json();
            assertThat(calls).hasValue(0);
            assertThat(run.resolve("mining")).doesNotExist();
            assertThat(run.resolve("answers.jsonl")).doesNotExist();
            long estimated = before.get("calls").longValue();
            assertThat(estimated)
                    .isPositive()
                    .isEqualTo(before.get("judge").get("calls").longValue());
            assertThat(before.get("together").get("inputTokens").doubleValue()).isPositive();

            mine(false, judges, url).succeeded();
            assertThat(calls.get() - 1).as("calls but the greeting").isEqualTo((int) estimated);
            long lines = Files.readAllLines(run.resolve("answers.jsonl")).size();
            assertThat(lines).isEqualTo(estimated);

            int made = calls.get();
            JsonNode after = mine(true, judges, url).json();
            assertThat(after.get("calls").longValue()).isZero();
            assertThat(after.get("together").get("prompts").longValue()).isEqualTo(estimated);
            assertThat(calls).hasValue(made);
        } finally {
            server.stop(0);
        }
        Said said = Said.of(
                        "run",
                        file,
                        "--estimate",
                        "--out",
                        run.toString(),
                        "--set",
                        SMALL.get(0),
                        "--set",
                        SMALL.get(1),
                        "--set",
                        SMALL.get(2),
                        "--set",
                        SMALL.get(3),
                        "--set",
                        judges,
                        "--set",
                        url)
                .succeeded();
        assertThat(said.out()).contains("judge", "0 calls", "Every answer is recorded");
    }

    @Test
    void theGeneratorsCallsAreEstimatedWithoutTouchingTheServer() {
        String[] generator = {
            "mine.judging.refill=llm", "mine.judging.llm.url=http://127.0.0.1:1/v1", "mine.judging.llm.calls=3"
        };
        JsonNode estimate = mine(true, generator).json();
        assertThat(estimate.get("generator").get("calls").longValue())
                .isPositive()
                .isEven();
        assertThat(estimate.has("judge")).isFalse();
        mine(false, generator).refused("127.0.0.1:1");
    }

    @Test
    void anExperimentWithoutALanguageModelSaysSo() {
        Said said = Said.of("mine", file, "--estimate", "--out", run.toString()).succeeded();
        assertThat(said.out()).contains("asks no language model anything");
        assertThat(run).doesNotExist();
        assertThat(Said.of("run", file, "--estimate", "--json", "-")
                        .json()
                        .get("calls")
                        .intValue())
                .isZero();
    }
}
