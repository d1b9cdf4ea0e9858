package dev.isogloss.hub;

import dev.isogloss.io.BadInputException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a refusal of the hub means, by its status and its {@code X-Error-Code} and {@code X-Error-Message}. */
record HubProblem(int status, URI address, String code, String message, Optional<Duration> retryAfter) {
    private static final Pattern RATE_LIMIT = Pattern.compile(".*\\br=0\\b.*\\bt=(\\d{1,6})\\b.*");

    static HubProblem of(HttpResponse<?> response) {
        HttpHeaders headers = response.headers();
        return new HubProblem(
                response.statusCode(),
                response.uri(),
                headers.firstValue("X-Error-Code").orElse(""),
                headers.firstValue("X-Error-Message").orElse(""),
                retryAfter(headers));
    }

    /** Whether the same request may succeed later. */
    boolean mayPass() {
        return status == 408 || status == 429 || status >= 500;
    }

    /**
     * What to tell a person.
     *
     * @param what was asked for: a file, the list of files, ...
     */
    BadInputException refusal(HubId id, HubSettings settings, String what) throws IOException {
        String page = settings.endpoint() + "/" + id.kind().prefix() + id.name();
        return switch (code) {
            case "RevisionNotFound" ->
                new BadInputException(id.name() + " has no revision " + id.revision()
                        + "; its branches, tags and commits are listed at " + page + "/commits/main");
            case "EntryNotFound" -> new BadInputException(id + " has no " + what);
            case "GatedRepo" -> gated(id, settings, page);
            case "RepoNotFound" -> unknown(id, settings);
            default -> other(id, settings, page, what);
        };
    }

    private BadInputException other(HubId id, HubSettings settings, String page, String what) throws IOException {
        if (message.contains("disabled")) {
            return new BadInputException("the hub has disabled the " + id.kind() + " " + id.name());
        }
        if (status == 401 && settings.token().isPresent() && message.contains("credentials")) {
            return new BadInputException(
                    "the hub does not accept the token in HF_TOKEN (or in the token file): " + message);
        }
        if (status == 401 || status == 404) {
            return unknown(id, settings);
        }
        if (status == 403) {
            return gated(id, settings, page);
        }
        throw new IOException(address.getHost() + " answers " + status + (message.isEmpty() ? "" : " (" + message + ")")
                + " when asked for " + what + " of " + id
                + (mayPass() ? "; try again later, what is done is kept" : ""));
    }

    private BadInputException gated(HubId id, HubSettings settings, String page) {
        return new BadInputException("the hub does not give " + id.name() + " to everybody: "
                + (message.isEmpty() ? "" : message.strip().replaceAll("[.]$", "") + ". ")
                + "Accept its terms at " + page
                + (settings.token().isPresent()
                        ? " with the account of your token"
                        : ", then set HF_TOKEN (or log in with `hf auth login`)"));
    }

    private static BadInputException unknown(HubId id, HubSettings settings) {
        return new BadInputException(settings.endpoint() + " has no " + id.kind() + " " + id.name()
                + ", or it is private and "
                + (settings.token().isPresent() ? "your token may not read it" : "needs a token in HF_TOKEN"));
    }

    private static Optional<Duration> retryAfter(HttpHeaders headers) {
        Optional<String> given = headers.firstValue("Retry-After").map(String::strip);
        if (given.isPresent()) {
            return given.get().matches("\\d{1,7}")
                    ? Optional.of(Duration.ofSeconds(Long.parseLong(given.get())))
                    : untilDate(given.get());
        }
        return headers.firstValue("RateLimit")
                .map(RATE_LIMIT::matcher)
                .filter(Matcher::matches)
                .map(limit -> Duration.ofSeconds(Long.parseLong(limit.group(1))));
    }

    private static Optional<Duration> untilDate(String date) {
        try {
            Duration wait =
                    Duration.between(Instant.now(), ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME));
            return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
        } catch (DateTimeParseException e) {
            return Optional.empty(); // not a date: our own waits will do
        }
    }
}
