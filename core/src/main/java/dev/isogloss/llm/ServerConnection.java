package dev.isogloss.llm;

import dev.langchain4j.exception.HttpException;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Sends langchain4j's requests with the JDK's client. Ours and not langchain4j's own, because that one forgets the header
 * {@code Retry-After}, and because the JDK's time limit ends with the headers: a server that stops in the middle of its answer
 * would be waited for until the end of days.
 */
final class ServerConnection implements HttpClient, AutoCloseable {
    private final java.net.http.HttpClient client;
    private final Duration timeout;

    ServerConnection(Duration timeout) {
        this.timeout = timeout;
        // HTTP/1.1: the first request of HTTP/2 without TLS is an upgrade, which some of these servers do not
        // understand
        this.client = java.net.http.HttpClient.newBuilder()
                .version(java.net.http.HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout.compareTo(Duration.ofSeconds(10)) < 0 ? timeout : Duration.ofSeconds(10))
                .followRedirects(java.net.http.HttpClient.Redirect.NEVER)
                .build();
    }

    /** Hands this connection to langchain4j, whose own time limits do not count. */
    HttpClientBuilder asBuilder() {
        return new Given(this);
    }

    @Override
    public SuccessfulHttpResponse execute(HttpRequest request) {
        HttpResponse<byte[]> response = send(request);
        String body = new String(response.body(), java.nio.charset.StandardCharsets.UTF_8);
        int status = response.statusCode();
        if (status >= 200 && status < 300) {
            return SuccessfulHttpResponse.builder()
                    .statusCode(status)
                    .headers(response.headers().map())
                    .body(body)
                    .build();
        }
        throw new Refusal(status, body, retryAfter(response));
    }

    @Override
    public void execute(HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
        throw new UnsupportedOperationException("answers are asked for whole, never as a stream of events");
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    private HttpResponse<byte[]> send(HttpRequest request) {
        var wire = java.net.http.HttpRequest.newBuilder(URI.create(request.url()))
                .method(request.method().name(), BodyPublishers.ofString(String.valueOf(request.body())));
        request.headers().forEach((name, values) -> values.forEach(value -> wire.header(name, value)));
        CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(wire.build(), BodyHandlers.ofByteArray());
        try {
            return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new ChatFailure(
                    ChatFailure.Kind.TIMEOUT, "no whole answer within " + timeout.toMillis() / 1000.0 + " s", null, e);
        } catch (ExecutionException e) {
            throw failed(e.getCause());
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            var cancelled = new CancellationException("interrupted while waiting for the chat server");
            cancelled.initCause(e);
            throw cancelled;
        }
    }

    private static ChatFailure failed(@Nullable Throwable cause) {
        if (cause instanceof java.net.http.HttpTimeoutException) {
            return new ChatFailure(ChatFailure.Kind.TIMEOUT, "no connection in time", null, cause);
        }
        String what = cause instanceof java.net.ConnectException
                ? "no connection"
                : "the connection was cut before the answer was whole";
        String said = cause instanceof IOException failure && failure.getMessage() != null
                ? " (" + failure.getMessage() + ")"
                : "";
        return new ChatFailure(ChatFailure.Kind.CONNECTION, what + said, null, cause);
    }

    /** Seconds, or a date (RFC 9110, 10.2.3); what is neither is as if it were not there. */
    private static @Nullable Duration retryAfter(HttpResponse<?> response) {
        String value = response.headers().firstValue("Retry-After").orElse("").strip();
        if (value.isEmpty()) {
            return null;
        }
        try {
            if (value.matches("\\d{1,9}(\\.\\d{1,9})?")) {
                return Duration.ofMillis(Math.round(Double.parseDouble(value) * 1000));
            }
            Instant date = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration until = Duration.between(Instant.now(), date);
            return until.isNegative() ? Duration.ZERO : until;
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** A status that is not success, with all that decides what to do about it. */
    static final class Refusal extends HttpException {
        private static final long serialVersionUID = 1L;

        private final @Nullable Duration retryAfter;

        Refusal(int status, String body, @Nullable Duration retryAfter) {
            super(status, body);
            this.retryAfter = retryAfter;
        }

        @Nullable
        Duration retryAfter() {
            return retryAfter;
        }
    }

    private record Given(ServerConnection connection) implements HttpClientBuilder {
        @Override
        public @Nullable Duration connectTimeout() {
            return null;
        }

        @Override
        public HttpClientBuilder connectTimeout(Duration ignored) {
            return this;
        }

        @Override
        public @Nullable Duration readTimeout() {
            return null;
        }

        @Override
        public HttpClientBuilder readTimeout(Duration ignored) {
            return this;
        }

        @Override
        public HttpClient build() {
            return connection;
        }
    }
}
