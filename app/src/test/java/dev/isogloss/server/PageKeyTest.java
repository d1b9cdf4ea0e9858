package dev.isogloss.server;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The page of a server that asks for keys, in a real browser. */
@ExtendWith(Browsed.Resolver.class)
class PageKeyTest {
    private final Browsed browsed;

    @TempDir
    private Path folder = Path.of("");

    PageKeyTest(Browsed browsed) {
        this.browsed = browsed;
    }

    @AfterEach
    void allWentWell() {
        browsed.chromium().assertAllWentWell();
    }

    @Test
    void itAsksForAKeyOnceAndKeepsItInTheTab() throws IOException {
        ApiKeys.Made made = ApiKeys.make(Access.READ, "ada");
        Path file = Files.writeString(folder.resolve("keys.txt"), made.line());
        Services services = browsed.running().services();
        try (IsoglossServer server = IsoglossServer.start(ServerTest.settings(ApiKeys.read(file)), services)) {
            Page page = browsed.chromium().open(server.address(), "?q=tides", Chromium.Look.DESK);
            Locator dialog = page.getByRole(AriaRole.DIALOG);
            assertThat(dialog).containsText("A key, please");
            browsed.chromium().assertRefused(401);
            Chromium.assertAccessible(page);
            page.getByLabel("Key", new Page.GetByLabelOptions().setExact(true)).fill(made.key());
            page.keyboard().press("Enter");
            assertThat(page.locator(".cards .title")).hasCount(10);
            assertThat(dialog).isHidden();
            page.reload();
            assertThat(page.locator(".cards .title")).hasCount(10);
            assertThat(page.url()).doesNotContain(made.key());
            assertThat(page.evaluate("() => Object.keys(localStorage).length + document.cookie.length"))
                    .isEqualTo(0);
        }
    }
}
