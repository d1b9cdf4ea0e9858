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

/** Liking and disliking as a reader does it, in a real browser. */
@ExtendWith(Browsed.Resolver.class)
class RecommendViewTest {
    private static final String LIKED = "?view=recommend&liked=en:en-1A";

    private final Browsed browsed;

    RecommendViewTest(Browsed browsed) {
        this.browsed = browsed;
    }

    @AfterEach
    void allWentWell() {
        browsed.chromium().assertAllWentWell();
    }

    private static Locator titles(Page page) {
        return page.locator(".next .title");
    }

    private List<String> recommended(String taste) {
        return browsed.running()
                .caller()
                .post("/v1/sample/recommend", taste)
                .ok()
                .json()
                .get("hits")
                .valueStream()
                .map(hit -> hit.get("title").stringValue())
                .toList();
    }

    @Test
    void moreLikeThisLeadsToWhatTheServerRecommends() {
        Page page = browsed.open("?q=bees");
        page.getByText("More like this").first().click();
        assertThat(page).hasURL(Pattern.compile("view=recommend&liked="));
        assertThat(titles(page)).hasCount(12);
        Page known = browsed.open(LIKED);
        assertThat(titles(known))
                .hasText(recommended("{\"liked\": [\"en:en-1A\"], \"k\": 12}").toArray(String[]::new));
        Chromium.assertAccessible(known);
    }

    @Test
    void theListFollowsLikesAndDislikes() {
        Page page = browsed.open(LIKED);
        assertThat(titles(page)).hasCount(12);
        String disliked = titles(page).first().innerText();
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Dislike: " + disliked))
                .first()
                .press("Enter");
        assertThat(page).hasURL(Pattern.compile("disliked="));
        assertThat(page.locator("#next")).isFocused();
        assertThat(page.locator(".moved")
                        .filter(new Locator.FilterOptions().setHasText(Pattern.compile("new|up|down"))))
                .not()
                .hasCount(0);
        assertThat(page.locator(".chips").nth(1)).containsText(disliked);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Forget " + disliked))
                .last()
                .click();
        assertThat(page).not().hasURL(Pattern.compile("disliked="));
        assertThat(titles(page).first()).hasText(disliked);
    }

    @Test
    void onePassageIsFoundAndLikedByKeyboardAlone() {
        Page page = browsed.open("?view=recommend");
        assertThat(page.getByText("Like a passage to begin")).isVisible();
        page.getByLabel("Find a passage to judge").pressSequentially("bees");
        page.locator(".offered li").first().waitFor();
        page.keyboard().press("Tab"); // the title
        page.keyboard().press("Tab"); // Like
        page.keyboard().press("Enter");
        assertThat(page.locator(".chips").first().locator("li")).hasCount(1);
        assertThat(titles(page)).hasCount(12);
    }

    @Test
    void oneLanguageCanBeChosen() {
        Page page = browsed.open(LIKED);
        page.getByLabel("Language").selectOption("ar");
        assertThat(page.locator(".next .title:not([lang=ar])")).hasCount(0);
        assertThat(titles(page).first()).hasCSS("direction", "rtl");
    }

    @Test
    void itFitsAPhoneInTheDark() {
        Page page = browsed.open(LIKED, new Chromium.Look(390, 844, true));
        assertThat(titles(page)).hasCount(12);
        assertThat(page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"))
                .isEqualTo(true);
        Chromium.assertAccessible(page);
    }
}
