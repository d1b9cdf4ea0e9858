package dev.isogloss.hub;

import dev.isogloss.io.BadInputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks the hub. Redirects are followed by hand, so that the token goes to the hub's own address and never to the storage servers that
 * large files come from. Failures that may pass are tried again. Safe for many threads.
 */
final class HubClient implements AutoCloseable {
    private static final Set<Integer> GOOD = Set.of(200, 206, 416);
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final int MOST_REDIRECTS = 10;
    private static final Duration CONNECT = Duration.ofSeconds(10);

    /** Where nobody answers at all, waiting longer seldom helps. */
    private static final int CONNECTION_ATTEMPTS = 2;

    private final HubSettings settings;
    private final HttpClient http;

    HubClient(HubSettings settings) {
        this.settings = settings;
        this.http = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT)
                .proxy(settings.proxies())
                .build();
    }

    /**
     * A good answer (200, 206 or 416), whose body the caller closes.
     *
     * @param id what it is about, for messages
     * @param what is asked for, for messages
     * @param from which byte on
     * @param waiting told why a request is made again later
     * @throws BadInputException when the hub says that there is no such thing, or not for us
     * @throws HubUnreachableException when nobody answers
     * @throws IOException when it fails again and again
     */
    HttpResponse<InputStream> get(URI address, HubId id, String what, long from, Consumer<String> waiting)
            throws IOException {
        for (int failures = 1; ; failures++) {
            Attempt attempt = attempt(address, from);
            if (attempt.response.isPresent()) {
                return attempt.response.get();
            }
            boolean enough =
                    failures >= Math.min(attempt.worth, settings.retries().attempts());
            if (attempt.problem.isPresent() && (enough || !settings.retries().allow(attempt.problem.get()))) {
                throw attempt.problem.get().refusal(id, settings, what);
            }
            if (enough) {
                String message = "cannot get " + what + " of " + id + ": " + attempt.why
                        + "; check the network and HF_ENDPOINT, or set HF_HUB_OFFLINE=1 to use the cache only";
                throw attempt.worth == CONNECTION_ATTEMPTS
                        ? new HubUnreachableException(message, attempt.cause)
                        : new IOException(message, attempt.cause);
            }
            Duration wait = attempt.problem
                    .flatMap(HubProblem::retryAfter)
                    .orElse(settings.retries().after(failures));
            waiting.accept(attempt.why + "; again in " + Math.max(1, wait.toSeconds()) + " s");
            Retries.sleep(wait);
        }
    }

    /**
     * What one request came to.
     *
     * @param worth how many attempts in all are worth while
     */
    private record Attempt(
            Optional<HttpResponse<InputStream>> response,
            Optional<HubProblem> problem,
            String why,
            int worth,
            @Nullable Exception cause) {
        static Attempt failed(String why, int worth, Exception cause) {
            return new Attempt(Optional.empty(), Optional.empty(), why, worth, cause);
        }
    }

    private Attempt attempt(URI address, long from) throws IOException {
        try {
            HttpResponse<InputStream> response = follow(address, from);
            if (GOOD.contains(response.statusCode())) {
                return new Attempt(Optional.of(response), Optional.empty(), "", 1, null);
            }
            response.body().close();
            HubProblem problem = HubProblem.of(response);
            String why = problem.address().getHost() + " answers " + problem.status();
            return new Attempt(Optional.empty(), Optional.of(problem), why, Integer.MAX_VALUE, null);
        } catch (InterruptedIOException e) {
            throw e;
        } catch (ConnectException | HttpConnectTimeoutException | UnresolvedAddressException e) {
            return Attempt.failed(address.getHost() + " cannot be reached", CONNECTION_ATTEMPTS, e);
        } catch (ForwardedException e) {
            return Attempt.failed(String.valueOf(e.getMessage()), 1, e);
        } catch (IOException e) {
            return Attempt.failed(address.getHost() + ": " + e.getMessage(), Integer.MAX_VALUE, e);
        }
    }

    private HttpResponse<InputStream> follow(URI address, long from) throws IOException {
        URI next = address;
        for (int hops = 0; hops <= MOST_REDIRECTS; hops++) {
            HttpResponse<InputStream> response = send(next, from);
            if (!REDIRECTS.contains(response.statusCode())) {
                return response;
            }
            response.body().close();
            next = target(next, response.headers().firstValue("Location").orElse(""));
        }
        throw new ForwardedException(address + " leads on and on, more than " + MOST_REDIRECTS + " times");
    }

    private URI target(URI from, String location) throws ForwardedException {
        URI target;
        try {
            target = from.resolve(location);
        } catch (IllegalArgumentException e) {
            throw new ForwardedException(from.getHost() + " leads on to " + location + ", which is no address");
        }
        boolean secure = "https".equals(target.getScheme());
        boolean asBefore = "http".equals(target.getScheme()) && "http".equals(from.getScheme());
        if (location.isEmpty() || target.getHost() == null || !secure && !asBefore) {
            throw new ForwardedException(
                    from.getHost() + " leads on to " + location + ", which is not as safe as where it came from");
        }
        return target;
    }

    private HttpResponse<InputStream> send(URI address, long from) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .timeout(settings.patience())
                .version("https".equals(address.getScheme()) ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1)
                .header("User-Agent", "isogloss")
                .header("Accept-Encoding", "identity");
        if (isHub(address)) {
            settings.token().ifPresent(token -> request.header("Authorization", "Bearer " + token.value()));
        }
        if (from > 0) {
            request.header("Range", "bytes=" + from + "-");
        }
        try {
            return http.send(request.GET().build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException stopped = new InterruptedIOException("stopped");
            stopped.initCause(e);
            throw stopped;
        }
    }

    private boolean isHub(URI address) {
        return address.getScheme().equals(settings.endpoint().getScheme())
                && address.getHost().equalsIgnoreCase(settings.endpoint().getHost())
                && address.getPort() == settings.endpoint().getPort();
    }

    /** A redirect that is not followed, now or later. */
    private static final class ForwardedException extends IOException {
        private static final long serialVersionUID = 1L;

        ForwardedException(String message) {
            super(message);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
