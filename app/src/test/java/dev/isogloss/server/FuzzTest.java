package dev.isogloss.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isogloss.cli.ServedSample;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests with bytes changed, lost, doubled and cut off: none ends in a fault, a hang or a server that is worse for it. */
class FuzzTest {
    /** More of them: {@code -Disogloss.fuzz=100000}. */
    private static final int REQUESTS = Integer.getInteger("isogloss.fuzz", 3_000);

    private static final int CALLERS = 4;
    private static final int MOST_MILLIS = 20_000;

    /** Whole requests that the server answers with 200. */
    private static final List<String> RIGHT = List.of(
            get("/v1/sample/search?q=tides&k=3&languages=en,sw&mode=lexical"),
            get("/v1/sample/documents/en:en-1A"),
            get("/v1/sample/documents/en:en-1A/neighbours?k=2&each-language=true"),
            get("/v1/sample/map?limit=2"),
            get("/openapi.json"),
            get("/"),
            post("/v1/sample/search", "{\"query\": \"tides\", \"k\": 3, \"explain\": true, \"highlights\": true}"),
            post("/v1/sample/recommend", "{\"liked\": [\"en:en-1A\"], \"k\": 3, \"diversity\": 0.5}"),
            post("/v1/sample/documents", "{\"id\": \"en:fuzz\", \"text\": \"the sea\"}"),
            post("/v1/sample/filter", "{\"id\": \"a\", \"text\": \"the sea\"}\n{\"id\": \"b\", \"text\": \"bread\"}\n"),
            post("/v1/embeddings", "{\"input\": [\"tides\", \"sea\"], \"encoding_format\": \"base64\"}"),
            post("/embed", "{\"inputs\": \"tides\", \"normalize\": true}"),
            post("/rerank", "{\"query\": \"tides\", \"texts\": [\"the sea\", \"bread\"], \"raw_scores\": true}"));

    @TempDir
    private static Path folder = Path.of("");

    private static String get(String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\nConnection: close\r\n\r\n";
    }

    private static String post(String target, String body) {
        String type = body.endsWith("\n") ? "application/x-ndjson" : "application/json";
        return "POST " + target + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type + "\r\nContent-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\nConnection: close\r\n\r\n" + body;
    }

    @Test
    void noneIsAFaultOrHangs() throws Exception {
        ServedSample sample = ServedSample.make(folder);
        try (RunningSample running = RunningSample.start(
                sample,
                made -> new Services.Choice(
                        made.run(),
                        ServerTest.encoder(),
                        Optional.of(made.reranker().toString()),
                        64,
                        64))) {
            URI address = URI.create(running.server().address());
            String topic =
                    post("/v1/sample/topics/tides", "{\"query\": \"tides\"}").replaceFirst("POST", "PUT");
            assertThat(status(ask(address, topic.getBytes(StandardCharsets.UTF_8))))
                    .isEqualTo("200");
            for (String right : RIGHT) {
                assertThat(status(ask(address, right.getBytes(StandardCharsets.UTF_8))))
                        .as(right)
                        .isEqualTo("200");
            }
            Map<String, Integer> statuses = new TreeMap<>();
            List<Callable<Map<String, Integer>>> callers = new ArrayList<>();
            for (int c = 0; c < CALLERS; c++) {
                int seed = c;
                callers.add(() -> asked(address, new Random(seed), REQUESTS / CALLERS));
            }
            try (ExecutorService pool = Executors.newFixedThreadPool(CALLERS)) {
                for (Future<Map<String, Integer>> counted : pool.invokeAll(callers)) {
                    counted.get().forEach((status, times) -> statuses.merge(status, times, Integer::sum));
                }
            }
            System.out.println(REQUESTS + " damaged requests were answered: " + statuses);
            assertThat(statuses).doesNotContainKey("500").containsKeys("200", "400", "404");
            for (String right : RIGHT) {
                assertThat(status(ask(address, right.getBytes(StandardCharsets.UTF_8))))
                        .as(right)
                        .isEqualTo("200");
            }
        }
    }

    private static Map<String, Integer> asked(URI address, Random random, int times) throws IOException {
        Map<String, Integer> statuses = new TreeMap<>();
        for (int i = 0; i < times; i++) {
            byte[] request = damaged(RIGHT.get(random.nextInt(RIGHT.size())), random);
            byte[] answer = ask(address, request);
            String status = status(answer);
            statuses.merge(status, 1, Integer::sum);
            assertThat(status)
                    .as(() -> new String(request, StandardCharsets.ISO_8859_1) + "\n\nwas answered\n\n"
                            + new String(answer, StandardCharsets.UTF_8))
                    .isNotEqualTo("500");
        }
        return statuses;
    }

    /** A request damaged anywhere; or, as often, only in its body or its target, so that the HTTP around it stays right. */
    private static byte[] damaged(String right, Random random) {
        if (random.nextBoolean()) {
            return damaged(right.getBytes(StandardCharsets.UTF_8), random);
        }
        int head = right.indexOf("\r\n\r\n") + 4;
        if (head == right.length()) {
            String target = right.substring(4, right.indexOf(" HTTP/"));
            byte[] other = damaged(target.getBytes(StandardCharsets.UTF_8), random);
            return get(new String(other, StandardCharsets.ISO_8859_1).replaceAll("[^!-~]", "%7F"))
                    .getBytes(StandardCharsets.US_ASCII);
        }
        byte[] body = damaged(right.substring(head).getBytes(StandardCharsets.UTF_8), random);
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(right.substring(0, head)
                .replaceAll("Content-Length: \\d+", "Content-Length: " + body.length)
                .getBytes(StandardCharsets.UTF_8));
        request.writeBytes(body);
        return request.toByteArray();
    }

    private static byte[] damaged(byte[] right, Random random) {
        byte[] bytes = right;
        for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
            int at = random.nextInt(bytes.length);
            int length = 1 + random.nextInt(Math.min(20, bytes.length - at));
            ByteArrayOutputStream changed = new ByteArrayOutputStream();
            changed.write(bytes, 0, at);
            switch (random.nextInt(5)) {
                case 0 -> changed.write(random.nextInt(256)); // another byte, and what it stood for is lost
                case 1 -> changed.write(bytes, at, length); // once more
                case 2 -> changed.writeBytes(new byte[length]);
                case 3 ->
                    changed.writeBytes("%2e%2e/\"\\u0000{[1e999"
                            .substring(0, Math.min(length, 18))
                            .getBytes(StandardCharsets.US_ASCII));
                default -> {} // lost
            }
            int rest = random.nextBoolean() ? at : Math.min(bytes.length, at + length);
            changed.write(bytes, rest, bytes.length - rest);
            bytes = changed.size() == 0 ? new byte[] {'\n'} : changed.toByteArray();
        }
        return bytes;
    }

    /** What comes back until the server closes; whoever sends no more than a part says so, as a broken client does. */
    private static byte[] ask(URI address, byte[] request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), address.getPort())) {
            socket.setSoTimeout(MOST_MILLIS); // a read that ends by this fails the test: the server hangs
            try {
                socket.getOutputStream().write(request);
                socket.shutdownOutput();
                return socket.getInputStream().readAllBytes();
            } catch (SocketException e) {
                return new byte[0]; // closed before all was sent
            }
        }
    }

    /** The status; {@code closed} where the connection ended without an answer. */
    private static String status(byte[] answer) {
        String text = new String(answer, StandardCharsets.ISO_8859_1);
        return text.startsWith("HTTP/1.1 ") ? text.substring(9, 12) : "closed";
    }
}
