package dev.isogloss.server;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Writing topics and sifting documents as a reader does it, in a real browser. */
@ExtendWith(Browsed.Resolver.class)
class FilterViewTest {
    private static final String DOCUMENTS = "Bees dance for their sisters.\n"
            + "{\"id\": \"7\", \"text\": \"Bread needs flour.\"}\n"
            + "النحل يرقص على قرص الشمع.\n";

    private final Browsed browsed;

    FilterViewTest(Browsed browsed) {
        this.browsed = browsed;
    }

    @AfterEach
    void allWentWell() {
        browsed.chromium().assertAllWentWell();
    }

    private static void write(Page page, String name) {
        page.getByLabel("Name").fill(name);
        page.getByLabel("What it is about").fill("how do bees find flowers");
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    @Test
    void aTopicIsWrittenJudgedKeptAndSiftsDocuments() {
        Page page = browsed.open("?view=filter");
        write(page, "bees");
        button(page, "Find passages to judge").click();
        assertThat(page.locator(".examples li")).hasCount(8);
        for (int i = 0; i < 8; i++) {
            button(page, i % 3 == 0 ? "Relevant" : "Not").nth(i).click();
        }
        Chromium.assertAccessible(page);
        button(page, "Keep the topic").click();
        assertThat(page).hasURL(Pattern.compile("topic=bees"));
        assertThat(page.getByRole(
                        AriaRole.IMG, new Page.GetByRoleOptions().setName(Pattern.compile("^Precision by recall"))))
                .isVisible();
        assertThat(browsed.running()
                        .caller()
                        .get("/v1/sample/topics/bees")
                        .ok()
                        .json()
                        .get("judged")
                        .intValue())
                .isEqualTo(8);
        page.locator("#documents").fill(DOCUMENTS);
        Locator sifted = page.locator(".sifted li");
        assertThat(sifted).hasCount(3);
        assertThat(sifted.locator(".text").filter(new Locator.FilterOptions().setHasText("النحل")))
                .hasCSS("direction", "rtl");
        Chromium.assertAccessible(page);
        page.getByLabel("Lowest probability").fill("0");
        assertThat(page.locator(".sifted .passes")).hasCount(3);
        assertThat(page.locator("figcaption")).containsText("recall 1.00");
        page.getByLabel("Lowest probability").fill("1");
        assertThat(page.locator(".sifted .passes")).hasCount(0);
        assertThat(page.locator("figcaption")).containsText("nothing passes");
        assertThat(page).hasURL(Pattern.compile("p=1"));
    }

    @Test
    void aTopicWithoutJudgedExamplesSaysWhatItsProbabilitiesAre() {
        Page page = browsed.open("?view=filter");
        write(page, "rough");
        button(page, "Keep the topic").press("Enter");
        assertThat(page.locator(".sift").getByText("rule of thumb")).isVisible();
        page.locator("input[type=file]")
                .setInputFiles(new FilePayload(
                        "some.jsonl", "application/x-ndjson", DOCUMENTS.getBytes(StandardCharsets.UTF_8)));
        assertThat(page.locator(".sifted li")).hasCount(3);
        button(page, "Delete the topic rough").click();
        assertThat(button(page, "rough")).hasCount(0);
        browsed.running().caller().get("/v1/sample/topics/rough").problem(404, "there is no topic rough");
    }

    @Test
    void whatTheServerRefusesIsSaid() {
        Page page = browsed.open("?view=filter");
        write(page, "one-sided");
        page.getByLabel("A text of your own").fill("Bees dance.");
        button(page, "Add").click();
        button(page, "Relevant").click();
        button(page, "Keep the topic").click();
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("judged");
        // The refusal is told to whoever looks into the browser's console, too.
        browsed.chromium().assertRefused(400);
    }

    @Test
    void itFitsAPhone() {
        Page page = browsed.open("?view=filter", Chromium.Look.PHONE);
        assertThat(page.getByLabel("Name")).isVisible();
        assertThat(page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"))
                .isEqualTo(true);
        Chromium.assertAccessible(page);
    }
}
