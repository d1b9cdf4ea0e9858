package dev.isogloss.server;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Laws of the page's files. */
class WebFilesTest {
    private static final Pattern IMPORT = Pattern.compile("(?:from\\s*|import\\s*)[\"']([^\"']+)[\"']");

    private final WebFiles files = WebFiles.read();

    private Reply get(String path) {
        return files.answer("GET", path, "").orElseThrow(() -> new AssertionError(path));
    }

    @Test
    void everyFileOfTheFolderIsServedAndNothingElse() throws IOException, URISyntaxException {
        URL folder = WebFiles.class.getResource("web");
        assertThat(folder).isNotNull();
        try (Stream<Path> there = Files.list(Path.of(folder.toURI()))) {
            assertThat(there.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(WebFiles.OWN);
        }
        for (String name : WebFiles.OWN) {
            Reply reply = get(name.equals("index.html") ? "/" : "/web/" + name);
            try (InputStream content = WebFiles.class.getResourceAsStream("web/" + name)) {
                assertThat(reply.body()).isNotEmpty().isEqualTo(content.readAllBytes());
            }
        }
    }

    @Test
    void whatIsImportedIsServed() {
        int imports = 0;
        for (String path : files.paths()) {
            if (path.endsWith(".js")) {
                Matcher matcher = IMPORT.matcher(new String(get(path).body(), StandardCharsets.UTF_8));
                while (matcher.find()) {
                    String target =
                            java.net.URI.create(path).resolve(matcher.group(1)).toString();
                    assertThat(files.paths())
                            .as(path + " imports " + matcher.group(1))
                            .contains(target);
                    imports++;
                }
            }
        }
        assertThat(imports).isGreaterThan(20);
    }

    @Test
    void noFileOfOursNamesAnotherHostOrRunsFromText() {
        for (String name : WebFiles.OWN) {
            String text = new String(
                            get(name.equals("index.html") ? "/" : "/web/" + name)
                                    .body(),
                            StandardCharsets.UTF_8)
                    .replace("http://www.w3.org/2000/svg", "");
            assertThat(text)
                    .as(name)
                    .doesNotContain("http:", "https:", "eval(", "innerHTML", "unsafeHTML", "style=", "onclick=");
        }
    }

    @Test
    void aFileIsSentAgainOnlyWhenItHasChanged() {
        Reply whole = get("/web/app.js");
        String tag = requireNonNull(whole.headers().get("ETag"));
        assertThat(whole.headers()).containsEntry("Cache-Control", "no-cache");
        for (String known : List.of(tag, "W/" + tag, "\"other\", " + tag, "*")) {
            Reply unchanged = files.answer("GET", "/web/app.js", known).orElseThrow();
            assertThat(unchanged.status()).isEqualTo(304);
            assertThat(unchanged.body()).isEmpty();
            assertThat(unchanged.headers()).containsEntry("ETag", tag);
        }
        assertThat(files.answer("GET", "/web/app.js", "\"other\"").orElseThrow().status())
                .isEqualTo(200);
        assertThat(files.paths().stream().map(path -> get(path).headers().get("ETag")))
                .doesNotHaveDuplicates();
    }

    @Test
    void onlyThisServerIsTrusted() {
        for (String path : files.paths()) {
            assertThat(get(path).headers().get("Content-Security-Policy"))
                    .startsWith("default-src 'none'; script-src 'self';")
                    .doesNotContain("unsafe", "*", "http");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/web/",
                "/web",
                "/web/../openapi.json",
                "/web/..%2fopenapi.json",
                "/web/%2e%2e/logback.xml",
                "//web/app.js",
                "/web//app.js",
                "/web/app.js/",
                "/web/APP.JS",
                "/index.html",
                "/web/index.html",
                "/web/lit/../app.js",
                ""
            })
    void noPathLeadsAnywhereElse(String path) {
        assertThat(files.answer("GET", path, "")).isEmpty();
    }

    @Test
    void filesAreOnlyToBeGot() {
        assertThat(files.answer("HEAD", "/", "")).isPresent();
        assertThat(files.answer("POST", "/", "")).isEmpty();
        assertThat(files.answer("PUT", "/web/app.js", "")).isEmpty();
    }
}
