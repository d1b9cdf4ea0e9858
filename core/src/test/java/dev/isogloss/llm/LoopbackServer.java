package dev.isogloss.llm;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real HTTP server on loopback that speaks the protocols of chats and of completions and misbehaves as told. */
public final class LoopbackServer implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger mostWaiting = new AtomicInteger();
    private final AtomicInteger count = new AtomicInteger();
    private final Map<String, Integer> users = new ConcurrentHashMap<>();
    private final List<Call> calls = new CopyOnWriteArrayList<>();

    /** What the server was sent. */
    public record Call(int number, String authorization, JsonNode body) {
        /** The text of the last message. */
        public String user() {
            JsonNode messages = body.get("messages");
            return messages.get(messages.size() - 1).get("content").stringValue();
        }

        public boolean isFormed() {
            return body.has("response_format");
        }
    }

    /** What it does. */
    public sealed interface Reply {}

    /** A regular answer, after a wait. */
    public record Say(String text, long waitMillis) implements Reply {}

    /** Any status and body. */
    public record Status(int status, Map<String, String> headers, String body) implements Reply {}

    /** Nothing, until the client is gone. */
    public record Hang(long millis, boolean afterHeaders) implements Reply {}

    /** The connection is cut, before or within the body. */
    public record Cut(boolean afterHeaders) implements Reply {}

    public LoopbackServer(Function<Call, Reply> behaviour) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 256);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext(
                "/v1/completions",
                exchange -> act(
                        exchange,
                        behaviour.apply(new Call(
                                count.incrementAndGet(),
                                String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
                                JSON.readTree(exchange.getRequestBody().readAllBytes())))));
        server.createContext("/v1/chat/completions", exchange -> {
            mostWaiting.accumulateAndGet(waiting.incrementAndGet(), Math::max);
            try {
                JsonNode body = JSON.readTree(exchange.getRequestBody().readAllBytes());
                String authorization =
                        String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
                var call = new Call(count.incrementAndGet(), authorization, body);
                users.merge(
                        call.user() + body.get("top_p") + body.get("temperature") + body.get("seed"), 1, Integer::sum);
                if (calls.size() < 300) {
                    calls.add(call);
                }
                Reply reply = behaviour.apply(call);
                waiting.decrementAndGet();
                act(exchange, reply);
            } catch (RuntimeException e) {
                send(exchange, new Status(599, Map.of(), "the test's behaviour failed: " + e));
            }
        });
        server.setExecutor(threads);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    /** Requests so far. */
    public int count() {
        return count.get();
    }

    /** The most requests that were open at once. */
    public int mostAtOnce() {
        return mostWaiting.get();
    }

    /** The first 300 requests. */
    public List<Call> calls() {
        return List.copyOf(calls);
    }

    /** How often the most frequent request came, by text and sampling. */
    public int mostRepeats() {
        return users.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    public static Reply say(String text) {
        return new Say(text, 0);
    }

    public static Reply status(int status) {
        return new Status(status, Map.of(), "{\"error\":{\"message\":\"status " + status + "\"}}");
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private static void act(HttpExchange exchange, Reply reply) throws IOException {
        switch (reply) {
            case Say say -> {
                sleep(say.waitMillis());
                send(exchange, new Status(200, Map.of("Content-Type", "application/json"), completion(say.text())));
            }
            case Status status -> send(exchange, status);
            case Hang hang -> {
                if (hang.afterHeaders()) {
                    exchange.sendResponseHeaders(200, 1000);
                    exchange.getResponseBody().write("{\"id\"".getBytes(StandardCharsets.UTF_8));
                    exchange.getResponseBody().flush();
                }
                sleep(hang.millis());
                exchange.close();
            }
            case Cut cut -> {
                if (cut.afterHeaders()) {
                    exchange.sendResponseHeaders(200, 1000);
                    exchange.getResponseBody().write("{\"id\"".getBytes(StandardCharsets.UTF_8));
                    exchange.getResponseBody().flush();
                }
                exchange.close();
            }
        }
    }

    private static void send(HttpExchange exchange, Status status) throws IOException {
        byte[] bytes = status.body().getBytes(StandardCharsets.UTF_8);
        status.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(status.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** One token a character of the answer, ten for every prompt: easy to add up. */
    private static String completion(String text) {
        var node = JSON.createObjectNode();
        node.put("id", "1").put("object", "chat.completion").put("model", "loopback");
        node.putArray("choices")
                .addObject()
                .put("index", 0)
                .put("finish_reason", "stop")
                .putObject("message")
                .put("role", "assistant")
                .put("content", text);
        node.putObject("usage")
                .put("prompt_tokens", 10)
                .put("completion_tokens", text.length())
                .put("total_tokens", 10 + text.length());
        return JSON.writeValueAsString(node);
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
