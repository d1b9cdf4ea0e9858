package dev.isogloss.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * The page that browsers get at {@code /}, and the files that it is made of. All of them are read once and found by their whole path,
 * so that no path leads anywhere else. Safe for many threads.
 */
final class WebFiles {
    /** What the page is made of, in the folder {@code web} beside this class. */
    static final List<String> OWN = List.of(
            "index.html",
            "icon.svg",
            "base.css",
            "views.css",
            "app.js",
            "api.js",
            "address.js",
            "languages.js",
            "texts.js",
            "passage.js",
            "sheet.js",
            "search.js",
            "recommend.js",
            "filter.js",
            "topic.js",
            "plot.js",
            "map.js",
            "chart.js");

    private static final List<String> LIT = List.of(
            "lit-html.js",
            "directive.js",
            "directive-helpers.js",
            "async-directive.js",
            "directives/live.js",
            "directives/ref.js",
            "directives/repeat.js");

    private static final Map<String, String> MEDIA_TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");

    /** The page loads and asks nothing but this server, and runs no script that is not a file of it. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
            + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final int TAG_DIGITS = 20;

    private final Map<String, Reply> byPath;

    private WebFiles(Map<String, Reply> byPath) {
        this.byPath = Map.copyOf(byPath);
    }

    /** Reads the files out of the program. */
    static WebFiles read() {
        Map<String, Reply> files = new TreeMap<>();
        for (String name : OWN) {
            files.put(name.equals("index.html") ? "/" : "/web/" + name, file(name, "web/" + name));
        }
        Properties lit = new Properties();
        try (InputStream made = resource("/META-INF/maven/org.webjars.npm/lit-html/pom.properties")) {
            lit.load(made);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String folder = "/META-INF/resources/webjars/lit-html/" + lit.getProperty("version") + "/";
        for (String name : LIT) {
            files.put("/web/lit/" + name, file(name, folder + name));
        }
        return new WebFiles(files);
    }

    private static InputStream resource(String name) {
        InputStream found = WebFiles.class.getResourceAsStream(name);
        if (found == null) {
            throw new IllegalStateException(name + " is missing in the program");
        }
        return found;
    }

    private static Reply file(String name, String resource) {
        try (InputStream content = resource(resource)) {
            byte[] bytes = content.readAllBytes();
            String hash = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
            String mediaType = MEDIA_TYPES.get(name.substring(name.lastIndexOf('.') + 1));
            if (mediaType == null) {
                throw new IllegalStateException("nobody said what kind of file " + name + " is");
            }
            return new Reply(200, mediaType, bytes, headers('"' + hash.substring(0, TAG_DIGITS) + '"'));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** A browser asks each time whether its copy still stands, so that a newer program is seen at once. */
    private static Map<String, String> headers(String tag) {
        return Map.of(
                "ETag", tag,
                "Cache-Control", "no-cache",
                "Content-Security-Policy", POLICY,
                "Referrer-Policy", "no-referrer",
                "Cross-Origin-Opener-Policy", "same-origin");
    }

    /** The paths that there are. */
    List<String> paths() {
        return byPath.keySet().stream().sorted().toList();
    }

    /**
     * The file at a path; empty where there is none, or where more is asked than to get it.
     *
     * @param known the header {@code If-None-Match}; where it names the file as it is, the answer is 304 without a body
     */
    Optional<Reply> answer(String method, String path, String known) {
        if (!method.equals("GET") && !method.equals("HEAD")) {
            return Optional.empty();
        }
        return Optional.ofNullable(byPath.get(path)).map(file -> stands(file, known) ? unchanged(file) : file);
    }

    private static boolean stands(Reply file, String known) {
        String tag = String.valueOf(file.headers().get("ETag"));
        return Arrays.stream(known.split(","))
                .map(one -> one.strip().replaceFirst("^W/", ""))
                .anyMatch(one -> one.equals(tag) || one.equals("*"));
    }

    private static Reply unchanged(Reply file) {
        return new Reply(304, file.mediaType(), "".getBytes(StandardCharsets.UTF_8), file.headers());
    }
}
