package dev.isogloss.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.isogloss.cli.ServedSample;
import dev.isogloss.embed.Cosine;
import dev.isogloss.embed.Role;
import dev.isogloss.encoder.TransformerEmbedder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A server that lets one search in at a time: who is sent away, and what is counted. */
class LoadTest {
    @TempDir
    private static Path folder = Path.of("");

    private static RunningSample running;
    private static Caller caller;

    @BeforeAll
    static void start() throws IOException {
        running = RunningSample.start(ServedSample.make(folder), LoadTest::choice);
        caller = running.caller();
    }

    private static Services.Choice choice(ServedSample sample) {
        return new Services.Choice(sample.run(), ServerTest.encoder(), Optional.empty(), 64, 1);
    }

    @AfterAll
    static void stop() throws IOException {
        running.close();
    }

    @Test
    void searchesThatWouldWaitAreSentAwayAndCounted() throws Exception {
        AtomicInteger answered = new AtomicInteger();
        AtomicInteger shed = new AtomicInteger();
        try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
            List<Future<?>> asked = new ArrayList<>();
            for (int c = 0; c < 8; c++) {
                int own = c;
                asked.add(pool.submit(() -> {
                    for (int i = 0; i < 20; i++) {
                        Caller.Came came = caller.get("/v1/sample/search?k=300&q=sea" + own + "x" + i);
                        if (came.status() == 503) {
                            assertThat(came.problem(503, "too many searches wait (at most 1)")
                                            .header("retry-after"))
                                    .isEqualTo("1");
                            shed.incrementAndGet();
                        } else {
                            came.ok();
                            answered.incrementAndGet();
                        }
                    }
                }));
            }
            for (Future<?> one : asked) {
                one.get();
            }
        }
        assertThat(answered.get()).isPositive();
        assertThat(shed.get()).isPositive();
        String metrics = caller.get("/metrics").ok().text();
        assertThat(counted(metrics, "isogloss_requests_seconds_count", "200")).isEqualTo(answered.get());
        assertThat(counted(metrics, "isogloss_requests_seconds_count", "503")).isEqualTo(shed.get());
        assertThat(metrics)
                .contains(
                        "# TYPE isogloss_requests_seconds histogram",
                        "isogloss_searches 0.0",
                        "isogloss_texts_waiting 0.0");
    }

    private static long counted(String metrics, String name, String status) {
        Matcher line = Pattern.compile(name + "\\{route=\"/v1/\\{index}/search\",status=\"" + status + "\"} (\\d+)")
                .matcher(metrics);
        assertThat(line.find()).as(metrics).isTrue();
        return Long.parseLong(line.group(1));
    }

    @Test
    void similarityIsTheCosine() {
        JsonNode cosines = caller.post(
                        "/similarity",
                        "{\"inputs\": {\"source_sentence\": \"the sea\", \"sentences\": [\"a wave\", \"the sea\"]}}")
                .ok()
                .json();
        try (TransformerEmbedder offline = ServerTest.encoder()
                .withModel(running.sample().model().toString())
                .open()) {
            float[][] vectors =
                    offline.embed(List.of("the sea", "a wave"), Role.PASSAGE).vectors();
            assertThat(cosines.get(0).doubleValue()).isCloseTo(Cosine.of(vectors[0], vectors[1]), within(1e-5));
            assertThat(cosines.get(1).doubleValue()).isCloseTo(1, within(1e-5));
            assertThat(cosines.size()).isEqualTo(2);
        }
        caller.post("/similarity", "{\"inputs\": \"a\"}").problem(400, "inputs must be an object");
        caller.post("/similarity", "{}").problem(400, "sentences is missing");
    }
}
