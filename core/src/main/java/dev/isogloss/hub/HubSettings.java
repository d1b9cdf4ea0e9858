package dev.isogloss.hub;

import dev.isogloss.io.BadInputException;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Where the hub and its cache are, as the environment variables say that Python's huggingface_hub reads too.
 *
 * @param cache {@code HF_HUB_CACHE}, else {@code HF_HOME/hub}, else {@code ~/.cache/huggingface/hub}
 * @param endpoint {@code HF_ENDPOINT}, without a slash at its end
 * @param token {@code HF_TOKEN}, else the file that {@code hf auth login} writes
 * @param offline {@code HF_HUB_OFFLINE}: nothing may be asked
 * @param patience the longest wait for the next byte, {@code HF_HUB_DOWNLOAD_TIMEOUT} seconds
 * @param proxies {@code HTTPS_PROXY}, {@code HTTP_PROXY}, {@code NO_PROXY}
 */
public record HubSettings(
        Path cache,
        URI endpoint,
        Optional<AccessToken> token,
        boolean offline,
        Duration patience,
        ProxySelector proxies,
        Retries retries) {
    private static final String USUAL_ENDPOINT = "https://huggingface.co";
    private static final Duration USUAL_PATIENCE = Duration.ofSeconds(30);
    private static final List<String> YES = List.of("1", "ON", "YES", "TRUE");

    public HubSettings {
        if (!List.of("http", "https").contains(String.valueOf(endpoint.getScheme())) || endpoint.getHost() == null) {
            throw new BadInputException(
                    "HF_ENDPOINT must be an address such as " + USUAL_ENDPOINT + " (got: " + endpoint + ")");
        }
    }

    /** What this process's environment says. */
    public static HubSettings ofEnvironment() {
        return of(System.getenv());
    }

    /** What these environment variables say. */
    public static HubSettings of(Map<String, String> environment) {
        Path home = home(environment);
        Path cache = first(environment, "HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE")
                .map(HubSettings::path)
                .orElse(home.resolve("hub"));
        String endpoint =
                first(environment, "HF_ENDPOINT").orElse(USUAL_ENDPOINT).replaceAll("/+$", "");
        boolean offline = first(environment, "HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")
                .map(HubSettings::isYes)
                .orElse(false);
        return new HubSettings(
                cache,
                uri(endpoint),
                token(environment, home),
                offline,
                patience(environment),
                new EnvironmentProxy(environment).checked(),
                Retries.USUAL);
    }

    /** The same with other waits between attempts. */
    public HubSettings withRetries(Retries other) {
        return new HubSettings(cache, endpoint, token, offline, patience, proxies, other);
    }

    private static Path home(Map<String, String> environment) {
        return first(environment, "HF_HOME")
                .map(HubSettings::path)
                .orElseGet(() -> first(environment, "XDG_CACHE_HOME")
                        .map(HubSettings::path)
                        .orElse(Path.of(System.getProperty("user.home"), ".cache"))
                        .resolve("huggingface"));
    }

    private static Optional<AccessToken> token(Map<String, String> environment, Path home) {
        if (first(environment, "HF_HUB_DISABLE_IMPLICIT_TOKEN")
                .map(HubSettings::isYes)
                .orElse(false)) {
            return Optional.empty();
        }
        Optional<String> given = first(environment, "HF_TOKEN", "HUGGING_FACE_HUB_TOKEN");
        Path file = first(environment, "HF_TOKEN_PATH").map(HubSettings::path).orElse(home.resolve("token"));
        String where = given.isPresent() ? "HF_TOKEN" : file.toString();
        try {
            Optional<String> text =
                    given.isPresent() || !Files.isReadable(file) ? given : Optional.of(Files.readString(file));
            return text.map(String::strip).filter(word -> !word.isEmpty()).map(AccessToken::new);
        } catch (IOException | IllegalArgumentException e) {
            throw new BadInputException(where + " holds no token of the hub (one word such as hf_...)", e);
        }
    }

    private static Duration patience(Map<String, String> environment) {
        Optional<String> seconds = first(environment, "HF_HUB_DOWNLOAD_TIMEOUT");
        try {
            return seconds.map(text -> Duration.ofSeconds(Math.max(1, Long.parseLong(text))))
                    .orElse(USUAL_PATIENCE);
        } catch (NumberFormatException e) {
            throw new BadInputException(
                    "HF_HUB_DOWNLOAD_TIMEOUT must be a whole number of seconds (got: " + seconds.orElse("") + ")", e);
        }
    }

    private static URI uri(String endpoint) {
        try {
            return URI.create(endpoint);
        } catch (IllegalArgumentException e) {
            throw new BadInputException("HF_ENDPOINT is not an address: " + e.getMessage(), e);
        }
    }

    private static Path path(String text) {
        return text.equals("~") || text.startsWith("~/")
                ? Path.of(System.getProperty("user.home") + text.substring(1))
                : Path.of(text);
    }

    private static boolean isYes(String text) {
        return YES.contains(text.strip().toUpperCase(Locale.ROOT));
    }

    /** The first of these variables that is set and not empty. */
    private static Optional<String> first(Map<String, String> environment, String... names) {
        return List.of(names).stream()
                .map(name -> environment.getOrDefault(name, ""))
                .filter(value -> !value.isBlank())
                .findFirst();
    }
}
