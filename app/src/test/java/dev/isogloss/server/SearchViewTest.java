package dev.isogloss.server;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Searching as a reader does it, in a real browser. */
@ExtendWith(Browsed.Resolver.class)
class SearchViewTest {
    private static final String QUERY = "why do tides rise twice a day";

    private final Browsed browsed;

    SearchViewTest(Browsed browsed) {
        this.browsed = browsed;
    }

    @AfterEach
    void allWentWell() {
        browsed.chromium().assertAllWentWell();
    }

    private Page open(String query) {
        return browsed.open(query);
    }

    private static Locator titles(Page page) {
        return page.locator(".cards .title");
    }

    @Test
    void hitsComeWhileOneTypesAndAreThoseOfTheServer() {
        Page page = open("");
        page.getByRole(AriaRole.SEARCHBOX).pressSequentially(QUERY);
        assertThat(page).hasURL(Pattern.compile("q=why\\+do\\+tides\\+rise\\+twice\\+a\\+day"));
        assertThat(titles(page)).hasCount(10);
        JsonNode hits = browsed.running()
                .caller()
                .post("/v1/sample/search", "{\"query\": \"" + QUERY + "\", \"k\": 10}")
                .ok()
                .json()
                .get("hits");
        List<String> wanted =
                hits.valueStream().map(hit -> hit.get("title").stringValue()).toList();
        assertThat(titles(page)).hasText(wanted.toArray(String[]::new));
        assertThat(page.locator("#said")).containsText("10 hits in");
        assertThat(page.locator("mark").first()).isVisible();
        for (String mark : page.locator(".cards mark").allInnerTexts()) {
            assertThat(mark).as("a marked place begins and ends with a word").isEqualTo(mark.strip());
        }
        Chromium.assertAccessible(page);
    }

    @Test
    void languagesNarrowWhatIsFoundAndStandInTheAddress() {
        Page page = open("?q=tides");
        assertThat(titles(page)).hasCount(10);
        page.getByLabel("Swahili").check();
        assertThat(page).hasURL(Pattern.compile("lang=sw"));
        assertThat(page.locator(".cards [lang]:not([lang=sw])")).hasCount(0);
        assertThat(titles(page).first()).hasAttribute("lang", "sw");
        page.goBack();
        assertThat(page.locator(".cards .title:not([lang=sw])")).not().hasCount(0);
        Page again = open("?q=tides&lang=sw");
        assertThat(again.locator(".cards .title:not([lang=sw])")).hasCount(0);
        assertThat(again.getByLabel("Swahili")).isChecked();
    }

    @Test
    void theThreeRetrieversStandSideBySide() {
        Page page = open("?q=" + QUERY);
        page.getByLabel("Side by side").check();
        assertThat(page.locator(".column")).hasCount(3);
        assertThat(page.locator(".column h2")).containsText(new String[] {"Hybrid", "Dense", "Lexical"});
        for (int column = 0; column < 3; column++) {
            assertThat(page.locator(".column").nth(column).locator("li").first())
                    .isVisible();
        }
        Chromium.assertAccessible(page);
    }

    @Test
    void aPassageOpensWithItsNeighboursAndEachOtherLanguage() {
        Page page = open("?q=tides");
        titles(page).first().focus();
        String title = titles(page).first().innerText();
        page.keyboard().press("Enter");
        Locator sheet = page.getByRole(AriaRole.DIALOG);
        assertThat(sheet.locator("h2")).hasText(title);
        assertThat(sheet.locator(".near").nth(0).locator("li")).hasCount(6);
        assertThat(sheet.locator(".near").nth(1).locator("li")).hasCount(17);
        Chromium.assertAccessible(page);
        String neighbour = sheet.locator(".near .title").first().innerText();
        sheet.locator(".near .title").first().click();
        assertThat(sheet.locator("h2")).hasText(neighbour);
        page.keyboard().press("Escape");
        assertThat(sheet).isHidden();
        assertThat(page).not().hasURL(Pattern.compile("doc="));
    }

    @Test
    void scriptsFromRightToLeftRunSo() {
        Page page = open("?q=tides&lang=ar");
        assertThat(titles(page).first()).hasAttribute("dir", "auto");
        assertThat(titles(page).first()).hasCSS("direction", "rtl");
        assertThat(page.locator(".cards .text").first()).hasCSS("direction", "rtl");
        Page german = open("?q=tides&lang=de");
        assertThat(german.locator(".cards .text").first()).hasCSS("direction", "ltr");
    }

    @Test
    void nothingIsWiderThanAPhone() {
        for (String query : List.of("", "?q=tides", "?q=tides&mode=all", "?q=tides&doc=en:en-2A")) {
            Page page = browsed.open(query, Chromium.Look.PHONE);
            assertThat(page.getByRole(AriaRole.SEARCHBOX)).isVisible();
            page.waitForTimeout(500);
            assertThat(page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"))
                    .as(query)
                    .isEqualTo(true);
            Chromium.assertAccessible(page);
        }
    }

    @Test
    void darkIsAsReadable() {
        Page page = browsed.open("?q=tides", Chromium.Look.NIGHT);
        assertThat(titles(page)).hasCount(10);
        Chromium.assertAccessible(page);
    }
}
