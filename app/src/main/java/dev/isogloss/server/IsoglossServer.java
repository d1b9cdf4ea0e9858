package dev.isogloss.server;

import dev.isogloss.io.BadInputException;
import io.helidon.common.buffers.DataReader;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that listens: one virtual thread a connection. What it was given to serve is closed by whoever opened it. */
public final class IsoglossServer implements AutoCloseable {
    private static final Duration SLOWEST_READ = Duration.ofSeconds(30);
    private static final int MOST_CONNECTIONS = 4096;
    private static final int POLL_MILLIS = 5;
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

    private final ServerSettings settings;
    private final Generations generations;
    private final WebFiles page = WebFiles.read();
    private final Statistics statistics;
    private final WebServer web;
    private final Farewell farewell = new Farewell();
    private final AtomicInteger atWork = new AtomicInteger();
    private volatile boolean stopping;

    private IsoglossServer(ServerSettings settings, Services services) {
        this.settings = settings;
        this.statistics = new Statistics();
        this.generations = new Generations(services, this::dispatcher);
        this.web = WebServer.builder()
                .host(settings.host())
                .port(settings.port())
                .shutdownHook(false)
                .shutdownGracePeriod(Duration.ofSeconds(2)) // for what is read or written then
                .useNio(false) // whose reads know no time-out
                .maxTcpConnections(MOST_CONNECTIONS)
                .connectionOptions(options -> options.readTimeout(SLOWEST_READ).tcpNoDelay(true))
                .directHandlers(problems())
                .routing(routing -> routing.any(this::handle))
                .build();
    }

    private Dispatcher dispatcher(Services services) {
        return new Dispatcher(
                services.routes(() -> !stopping, statistics, () -> generations.exchange()), settings.keys());
    }

    /**
     * Starts to listen.
     *
     * @throws BadInputException when the port is taken
     */
    public static IsoglossServer start(ServerSettings settings, Services services) {
        IsoglossServer server = new IsoglossServer(settings, services);
        String failure = "";
        try {
            server.farewell.starting(server.web::start);
            // A port that is taken is logged by the web server and not thrown.
            if (server.web.isRunning()) {
                return server;
            }
        } catch (UncheckedIOException | IllegalStateException e) {
            failure = " (" + (e.getCause() == null ? e : e.getCause()).getMessage() + ")";
        }
        throw new BadInputException("cannot listen on " + settings.host() + ":" + settings.port() + failure
                + "; the port may be taken, or not for everybody: choose another --port, or 0 for a free one");
    }

    /** The port it listens on. */
    public int port() {
        return web.port();
    }

    /** Where it is, for example {@code http://127.0.0.1:8080}. */
    public String address() {
        String host = settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
        return "http://" + host + ":" + port();
    }

    private void handle(ServerRequest request, ServerResponse response) {
        if (farewell.is(request.prologue().uriPath().rawPath())) {
            farewell.await();
            throw new CloseConnectionException("the last connection");
        }
        long start = System.nanoTime();
        int before = atWork.getAndIncrement();
        assert before >= 0 : "as many requests end as begin";
        try (Generations.Generation now = generations.enter()) {
            String rawPath = request.prologue().uriPath().rawPath();
            Dispatcher.Outcome outcome = refused(request, rawPath)
                    .map(problem -> new Dispatcher.Outcome(problem.reply(), "", ""))
                    .or(() -> file(request, rawPath))
                    .orElseGet(() -> now.dispatcher().dispatch(raw(request, rawPath)));
            Reply reply = outcome.reply();
            boolean head = request.prologue().method().text().equals("HEAD");
            response.status(reply.status());
            response.header(HeaderNames.CONTENT_TYPE, reply.mediaType());
            response.header("X-Content-Type-Options", "nosniff");
            reply.headers().forEach((name, value) -> response.header(name, value));
            boolean last =
                    stopping || !consumed(request) || request.headers().containsToken(HeaderValues.CONNECTION_CLOSE);
            if (last) {
                response.header(HeaderValues.CONNECTION_CLOSE);
            }
            if (head) {
                response.send();
            } else {
                response.send(reply.body());
            }
            double millis = (System.nanoTime() - start) / 1e6;
            statistics.count(outcome.route(), reply.status(), millis);
            settings.accessLog().ifPresent(log -> log.accept(line(request, rawPath, outcome, millis)));
            if (last) {
                throw new CloseConnectionException("the last answer of this connection");
            }
        } finally {
            int left = atWork.decrementAndGet();
            assert left >= 0 : "as many requests end as begin";
        }
    }

    /** What nobody is answered, whatever is asked. */
    private Optional<Problem> refused(ServerRequest request, String rawPath) {
        if (stopping && !rawPath.startsWith("/health")) {
            return Optional.of(new Problem(503, "the server is stopping"));
        }
        String host = request.headers().first(HeaderNames.HOST).orElse("");
        if (!settings.keys().required() && !settings.isMeant(host)) {
            return Optional.of(new Problem(
                    403,
                    "a server without keys answers to the names of this machine alone, so that no web page can ask it"
                            + " under a name of its own; use " + address() + " (got: " + Fields.shown(host) + ")"));
        }
        String origin = request.headers().first(HeaderNames.ORIGIN).orElse("");
        if (!SAFE.contains(request.prologue().method().text()) && !origin.isEmpty() && !isOwn(origin, host)) {
            return Optional.of(new Problem(
                    403,
                    "a page of another server may change nothing here, nor have anything computed (got the origin: "
                            + Fields.shown(origin) + ")"));
        }
        return Optional.empty();
    }

    /** Whether an origin is this server under the name that it was asked by; a proxy before it may have made https of http. */
    private static boolean isOwn(String origin, String host) {
        return origin.equals("http://" + host) || origin.equals("https://" + host);
    }

    private Optional<Dispatcher.Outcome> file(ServerRequest request, String rawPath) {
        String known = request.headers().first(HeaderNames.IF_NONE_MATCH).orElse("");
        return page.answer(request.prologue().method().text(), rawPath, known)
                .map(reply -> new Dispatcher.Outcome(reply, rawPath, ""));
    }

    private static boolean consumed(ServerRequest request) {
        return !request.content().hasEntity() || request.content().consumed();
    }

    private Dispatcher.Raw raw(ServerRequest request, String rawPath) {
        return new Dispatcher.Raw(
                request.prologue().method().text(),
                rawPath,
                request.query().rawValue(),
                request.headers().first(HeaderNames.AUTHORIZATION).orElse(""),
                request.headers().first(HeaderNames.CONTENT_TYPE).orElse(""),
                () -> body(request));
    }

    private byte[] body(ServerRequest request) throws IOException {
        int most = settings.mostBytes();
        long told = request.headers().contentLength().orElse(0);
        if (told > 2L * most) {
            throw tooLarge();
        }
        if (!request.content().hasEntity()) {
            return new byte[0];
        }
        try (InputStream stream = request.content().inputStream()) {
            byte[] body = stream.readNBytes(told > most ? 0 : most + 1);
            if (told > most || body.length > most) {
                discard(stream);
                throw tooLarge();
            }
            return body;
        } catch (DataReader.InsufficientDataAvailableException e) {
            throw Problem.badValue("the body ended before it was as long as Content-Length says");
        } catch (UncheckedIOException e) {
            throw new Problem(408, "the body did not come whole within " + SLOWEST_READ.toSeconds() + " s");
        }
    }

    /** Lets go by what is not much too large: a client that still sends when its connection is closed never reads why. */
    private void discard(InputStream rest) throws IOException {
        byte[] gone = new byte[1 << 13];
        for (long left = 2L * settings.mostBytes(); left > 0; ) {
            int read = rest.read(gone);
            if (read < 0) {
                return;
            }
            left -= read;
        }
    }

    private Problem tooLarge() {
        return new Problem(413, "a body may have at most " + settings.mostBytes() + " bytes");
    }

    private static String line(ServerRequest request, String path, Dispatcher.Outcome outcome, double millis) {
        byte[] line = Json.bytes(Json.object(
                "time",
                Instant.now().toString(),
                "remote",
                request.remotePeer().host(),
                "key",
                outcome.key().isEmpty() ? null : outcome.key(),
                "method",
                request.prologue().method().text(),
                "path",
                path,
                "status",
                outcome.reply().status(),
                "bytes",
                outcome.reply().body().length,
                "ms",
                Math.round(millis * 100) / 100.0));
        return new String(line, StandardCharsets.UTF_8);
    }

    /** What the HTTP layer itself refuses, in the same form as everything else. */
    private static DirectHandlers problems() {
        DirectHandlers.Builder handlers = DirectHandlers.builder();
        for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
            handlers.addHandler(type, new DirectProblem());
        }
        return handlers.build();
    }

    private static final class DirectProblem implements DirectHandler {
        @Override
        public TransportResponse handle(
                TransportRequest request,
                EventType type,
                Status status,
                ServerResponseHeaders headers,
                String message) {
            // A first line that cannot be read, a method of strange characters say, the HTTP layer takes for a fault of
            // its own.
            Status said = request.method().isEmpty() && status.code() >= 500 ? Status.BAD_REQUEST_400 : status;
            String detail = said.code() < 500
                    ? "the request is not HTTP as this server speaks it: " + said.reasonPhrase()
                    : "the server could not answer";
            Reply reply = new Problem(said.code(), detail).reply();
            return TransportResponse.builder()
                    .status(said)
                    .headers(headers)
                    .header(HeaderNames.CONTENT_TYPE, reply.mediaType())
                    .keepAlive(false)
                    .entity(reply.body())
                    .build();
        }
    }

    /** Takes no new requests, waits for those at work as long as they may take, and stops to listen. */
    @Override
    public void close() {
        stopping = true;
        long deadline = System.nanoTime() + settings.grace().toNanos();
        try {
            while (atWork.get() > 0 && System.nanoTime() < deadline) {
                Thread.sleep(POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (web.isRunning()) {
            farewell.stopping(new InetSocketAddress(settings.host(), port()), web::stop);
        }
        assert !web.isRunning() : "a server that stopped does not run";
        generations.close();
    }
}
