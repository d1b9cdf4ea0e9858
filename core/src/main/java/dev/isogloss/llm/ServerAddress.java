package dev.isogloss.llm;

import dev.isogloss.io.BadInputException;
import dev.isogloss.llm.ChatFailure.Kind;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Locale;

/**
 * Where a model is served, and what the refusals of that server mean.
 *
 * @param baseUrl up to and with the version, for example {@code http://127.0.0.1:8000/v1}
 * @param model its name there, not blank
 */
record ServerAddress(String baseUrl, String model, ApiKey key) {
    private static final int LONGEST_QUOTE = 300;

    ServerAddress {
        requireUrl(baseUrl);
        if (model.isBlank()) {
            throw new BadInputException("the chat server " + baseUrl + " needs the name of a model");
        }
    }

    /** The connection for requests that may take so long, in all. */
    static ServerConnection connect(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("the time limit must be above 0 (got: " + timeout + ")");
        }
        return new ServerConnection(timeout);
    }

    String place() {
        return "the chat server " + baseUrl;
    }

    /** What a status outside of 2xx means: {@link BadInputException} where nothing can ever work, otherwise {@link ChatFailure}. */
    RuntimeException refused(ServerConnection.Refusal refusal) {
        int status = refusal.statusCode();
        String said = "HTTP " + status + ": " + quoted(String.valueOf(refusal.getMessage()));
        return switch (status) {
            case 401, 403 ->
                new BadInputException(place() + " does not accept " + key.origin() + " (HTTP " + status
                        + "); set an environment variable to a valid key and name it");
            case 404 ->
                new BadInputException(place() + " does not know the model " + model + ", or the address is wrong ("
                        + said + "); the address ends with the version, for example /v1");
            case 429 -> new ChatFailure(Kind.BUSY, "the server is busy (" + said + ")", refusal.retryAfter(), null);
            case 408 -> new ChatFailure(Kind.TIMEOUT, said);
            default ->
                status >= 500
                        ? new ChatFailure(Kind.BROKEN, said, refusal.retryAfter(), null)
                        : new ChatFailure(Kind.REFUSED, said);
        };
    }

    /** A failure of the first request as something to put right; {@code wanted} says what the server must take. */
    BadInputException unusable(ChatFailure failure, String wanted) {
        String advice = switch (failure.kind()) {
            case CONNECTION -> "is it running, and is this its address?";
            case TIMEOUT -> "is it still loading its model? A longer time limit can be set";
            case BUSY -> "try again later";
            case BROKEN -> "look at the server's own log";
            case REFUSED -> "it must take " + wanted;
        };
        return new BadInputException(place() + " does not answer: " + failure.getMessage() + "; " + advice, failure);
    }

    /** A server's own words, short, on one line and without the key. */
    String quoted(String text) {
        String line = key.removedFrom(text).replaceAll("\\s+", " ").strip();
        return line.length() <= LONGEST_QUOTE ? line : line.substring(0, LONGEST_QUOTE) + "...";
    }

    private static void requireUrl(String text) {
        try {
            URI uri = new URI(text);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            if (uri.getUserInfo() != null) {
                throw new BadInputException("the address of a chat server must not hold a user or a password; a key is"
                        + " given as the name of an environment variable");
            }
            if ((scheme.equals("http") || scheme.equals("https")) && uri.getHost() != null && uri.getQuery() == null) {
                return;
            }
        } catch (URISyntaxException e) {
            throw new BadInputException("this is not the address of a chat server: " + text, e);
        }
        throw new BadInputException(
                "the address of a chat server looks like http://127.0.0.1:8000/v1 (got: " + text + ")");
    }
}
