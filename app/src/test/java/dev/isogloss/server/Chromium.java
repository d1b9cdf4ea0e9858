package dev.isogloss.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The machine's own Chromium without a window, told by Playwright what a reader does. What goes wrong in a page is kept. */
final class Chromium implements AutoCloseable {
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome", "chrome");

    /** A machine may be busy with other things. */
    private static final int PATIENCE_MILLIS = 30_000;

    private final Playwright playwright;
    private final Browser browser;
    private final List<String> wrong = new ArrayList<>();

    private Chromium(Path program) {
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(program)
                        .setArgs(List.of("--no-sandbox", "--disable-gpu", "--lang=en-GB")));
    }

    /** Starts it; where the machine has none the calling test is skipped, with a line that says so. */
    static Chromium require() {
        Optional<Path> program = program();
        if (program.isEmpty()) {
            String caller = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                    .getCallerClass()
                    .getName();
            System.err.println("SKIPPED " + caller + ": needs chromium, which is not on this machine");
        }
        Assumptions.assumeTrue(program.isPresent(), "chromium is not on this machine");
        return new Chromium(program.orElseThrow());
    }

    private static Optional<Path> program() {
        return Arrays.stream(
                        Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** How a page is looked at. */
    record Look(int width, int height, boolean dark) {
        static final Look DESK = new Look(1280, 800, false);
        static final Look NIGHT = new Look(1280, 800, true);
        static final Look PHONE = new Look(390, 844, false);
    }

    /** A page at an address; it may ask nobody but the server there. */
    Page open(String address, String query, Look look) {
        BrowserContext context = browser.newContext(new Browser.NewContextOptions()
                .setViewportSize(look.width, look.height)
                .setLocale("en-GB")
                .setReducedMotion(com.microsoft.playwright.options.ReducedMotion.REDUCE)
                .setColorScheme(
                        look.dark
                                ? com.microsoft.playwright.options.ColorScheme.DARK
                                : com.microsoft.playwright.options.ColorScheme.LIGHT));
        context.setDefaultTimeout(PATIENCE_MILLIS);
        Page page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                wrong.add(message.text());
            }
        });
        page.onPageError(wrong::add);
        page.onRequest(request -> {
            if (!request.url().startsWith(address) && !request.url().startsWith("blob:" + address)) {
                wrong.add("asked elsewhere: " + request.url());
            }
        });
        page.navigate(address + "/" + query);
        return page;
    }

    /** That no page had an error, or asked another server. */
    void assertAllWentWell() {
        assertThat(wrong).isEmpty();
    }

    /** That the browser wrote of one refusal of the server, which is expected then. */
    void assertRefused(int status) {
        assertThat(wrong).hasSize(1).first().asString().contains("status of " + status);
        wrong.clear();
    }

    /** That axe-core, a checker of accessibility, finds no fault with a page as it is now. */
    static void assertAccessible(Page page) {
        page.evaluate(axe());
        Object faults = page.evaluate("""
                async () => (await axe.run(document, {resultTypes: ['violations']})).violations
                  .flatMap(fault => fault.nodes.map(node => fault.id + ': ' + node.html + ' ' + node.failureSummary))
                """);
        assertThat((List<?>) faults).isEmpty();
    }

    private static String axe() {
        try (InputStream made = resource("/META-INF/maven/org.webjars.npm/axe-core/pom.properties")) {
            Properties properties = new Properties();
            properties.load(made);
            String version = properties.getProperty("version");
            try (InputStream script = resource("/META-INF/resources/webjars/axe-core/" + version + "/axe.min.js")) {
                return new String(script.readAllBytes(), StandardCharsets.UTF_8);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static InputStream resource(String name) {
        return Stream.ofNullable(Chromium.class.getResourceAsStream(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(name + " is not on the class path"));
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
