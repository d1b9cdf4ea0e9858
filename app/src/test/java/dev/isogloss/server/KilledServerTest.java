package dev.isogloss.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isogloss.cli.ServedSample;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A server that is killed (SIGKILL) while several callers write to it, started again, killed again. */
class KilledServerTest {
    private static final int WRITERS = 4;
    private static final int LINES = 5;
    private static final int KILLS = 3;
    private static final int ACKNOWLEDGED_BEFORE_A_KILL = 40;

    @TempDir
    private static Path folder = Path.of("");

    /** Bulks by name: whether they were acknowledged. */
    private final Map<String, Boolean> bulks = new ConcurrentHashMap<>();

    private final Map<Integer, Integer> lastAcknowledged = new ConcurrentHashMap<>();

    /** The command in a process of its own. */
    private record Server(Process process, String address) {
        static Server start(Path run) throws IOException {
            ProcessBuilder builder = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx500m",
                            "--add-modules",
                            "jdk.incubator.vector",
                            "--enable-native-access=ALL-UNNAMED",
                            "-cp",
                            System.getProperty("java.class.path"),
                            "dev.isogloss.cli.Main",
                            "serve",
                            run.toString(),
                            "--port",
                            "0",
                            "--precision",
                            "fp32")
                    .redirectErrorStream(true);
            Process process = builder.start();
            BufferedReader said =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            StringBuilder all = new StringBuilder();
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                all.append(line).append('\n');
                if (line.startsWith("listening on ")) {
                    return new Server(process, line.substring("listening on ".length()));
                }
            }
            throw new IOException("the server did not start: " + all);
        }

        void kill() throws InterruptedException {
            assertThat(process.destroyForcibly().waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static String text(String id) {
        return "This is " + id + ", which is " + id + " from beginning to end of " + id + ".";
    }

    /** Writes bulks until nobody answers any more. */
    private void write(Caller caller, int writer, String round, AtomicInteger acknowledged) {
        for (int n = 0; ; n++) {
            String bulk = round + "-" + writer + "-" + n;
            StringBuilder lines = new StringBuilder();
            for (int i = 0; i < LINES; i++) {
                String id = "en:" + bulk + "-" + i;
                lines.append(Json.text(Json.object("op", "add", "id", id, "text", text(id))))
                        .append('\n');
            }
            int count = lastAcknowledged.getOrDefault(writer, 0) + 1;
            lines.append(Json.text(Json.object("id", "sw:count-" + writer, "text", "hesabu " + count)));
            bulks.put(bulk, false);
            try {
                Caller.Came came =
                        caller.send(caller.request(DocumentsTest.ROUTE, "Content-Type", "application/x-ndjson")
                                .POST(HttpRequest.BodyPublishers.ofString(lines.toString())));
                assertThat(came.ok().json().get("taken").intValue()).isEqualTo(LINES + 1);
            } catch (java.io.UncheckedIOException killed) {
                return;
            }
            bulks.put(bulk, true);
            lastAcknowledged.put(writer, count);
            acknowledged.incrementAndGet();
        }
    }

    @Test
    @Timeout(240)
    void whatWasAcknowledgedIsThereAndNothingIsThereByHalf() throws Exception {
        ServedSample sample = ServedSample.make(folder);
        for (int kill = 0; kill < KILLS; kill++) {
            Server server = Server.start(sample.run());
            AtomicInteger acknowledged = new AtomicInteger();
            try (ExecutorService pool = Executors.newFixedThreadPool(WRITERS)) {
                List<Future<?>> writing = new ArrayList<>();
                for (int writer = 0; writer < WRITERS; writer++) {
                    int own = writer;
                    String round = "r" + kill;
                    writing.add(pool.submit(() -> write(new Caller(server.address()), own, round, acknowledged)));
                }
                while (acknowledged.get() < ACKNOWLEDGED_BEFORE_A_KILL
                        && writing.stream().noneMatch(Future::isDone)) {
                    Thread.sleep(1);
                }
                server.kill();
                for (Future<?> one : writing) {
                    one.get();
                }
            } finally {
                server.kill();
            }
            assertThat(acknowledged.get()).isGreaterThanOrEqualTo(ACKNOWLEDGED_BEFORE_A_KILL);
        }
        try (RunningSample after = RunningSample.start(
                sample, given -> new Services.Choice(given.run(), ServerTest.encoder(), Optional.empty(), 64))) {
            int there = 0;
            for (Map.Entry<String, Boolean> bulk : bulks.entrySet()) {
                int found = 0;
                for (int i = 0; i < LINES; i++) {
                    String id = "en:" + bulk.getKey() + "-" + i;
                    Caller.Came came = after.caller().get(DocumentsTest.ROUTE + "/" + id);
                    if (came.status() == 200) {
                        assertThat(came.json().get("text").stringValue()).isEqualTo(text(id));
                        found++;
                    }
                }
                assertThat(found).as(bulk.toString()).isIn(bulk.getValue() ? List.of(LINES) : List.of(0, LINES));
                there += found;
            }
            for (Map.Entry<Integer, Integer> last : lastAcknowledged.entrySet()) {
                String text = after.caller()
                        .get(DocumentsTest.ROUTE + "/sw:count-" + last.getKey())
                        .ok()
                        .json()
                        .get("text")
                        .stringValue();
                assertThat(text).isIn("hesabu " + last.getValue(), "hesabu " + (last.getValue() + 1));
            }
            JsonNode index = after.caller().get("/v1/indexes").ok().json().at("/indexes/0");
            assertThat(index.get("passages").intValue()).isEqualTo(18 * 22 + there + WRITERS);
        }
    }
}
