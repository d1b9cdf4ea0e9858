package dev.isogloss.server;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Looking at the map as a reader does it, in a real browser. */
@ExtendWith(Browsed.Resolver.class)
class MapViewTest {
    private static final double PADDING = 36;

    private final Browsed browsed;

    MapViewTest(Browsed browsed) {
        this.browsed = browsed;
    }

    @AfterEach
    void allWentWell() {
        browsed.chromium().assertAllWentWell();
    }

    private Page open(String parameters, Chromium.Look look) {
        Page page = browsed.open("?view=map" + parameters, look);
        assertThat(page.getByText("The map as a table")).isVisible();
        return page;
    }

    /** The picture as the canvas has it. */
    private static byte[] picture(Page page) {
        return page.locator("canvas").screenshot();
    }

    private static DoubleStream all(JsonNode points, String axis) {
        return points.valueStream().mapToDouble(point -> point.get(axis).doubleValue());
    }

    /** Where the whole map has a point, from the canvas's corner. */
    private static double[] pixel(JsonNode points, JsonNode point, BoundingBox box) {
        double left = all(points, "x").min().orElseThrow();
        double right = all(points, "x").max().orElseThrow();
        double low = all(points, "y").min().orElseThrow();
        double high = all(points, "y").max().orElseThrow();
        double scale =
                Math.min((box.width - 2 - 2 * PADDING) / (right - left), (box.height - 2 - 2 * PADDING) / (high - low));
        return new double[] {
            box.width / 2 + (point.get("x").doubleValue() - (left + right) / 2) * scale,
            box.height / 2 - (point.get("y").doubleValue() - (low + high) / 2) * scale
        };
    }

    @Test
    void aPointThatIsClickedOpensItsPassage() {
        Page page = open("", Chromium.Look.DESK);
        JsonNode points = browsed.running()
                .caller()
                .get("/v1/sample/map?limit=3000")
                .ok()
                .json()
                .get("points");
        // The outermost point: no other lies on it.
        JsonNode outermost = points.valueStream()
                .max(java.util.Comparator.comparingDouble(
                        point -> point.get("x").doubleValue()))
                .orElseThrow();
        BoundingBox box = page.locator("canvas").boundingBox();
        double[] pixel = pixel(points, outermost, box);
        page.mouse().move(box.x + pixel[0], box.y + pixel[1]);
        String title = outermost.get("title").stringValue();
        assertThat(page.locator(".hover")).containsText(title);
        page.mouse().down();
        page.mouse().up();
        assertThat(page.getByRole(AriaRole.DIALOG).locator("h2")).hasText(title);
        assertThat(page).hasURL(Pattern.compile("doc=" + outermost.get("id").stringValue()));
    }

    @Test
    void theMapComesNearerAndMovesByKeyboardAndMouse() {
        Page page = open("", Chromium.Look.DESK);
        Locator canvas = page.locator("canvas");
        Locator zoom = page.locator(".zoom");
        assertThat(zoom).hasText("1.0×");
        byte[] whole = picture(page);
        canvas.press("+");
        assertThat(zoom).hasText("1.4×");
        byte[] nearer = picture(page);
        assertThat(Arrays.equals(whole, nearer)).isFalse();
        canvas.press("ArrowLeft");
        assertThat(Arrays.equals(nearer, picture(page))).isFalse();
        canvas.press("0");
        assertThat(zoom).hasText("1.0×");
        canvas.hover();
        page.mouse().wheel(0, -400);
        assertThat(zoom).hasText("2.7×");
        page.getByLabel("Whole map").click();
        assertThat(zoom).hasText("1.0×");
        page.getByLabel("Nearer").click();
        assertThat(zoom).hasText("1.5×");
    }

    @Test
    void aQueryIsAmongThePassagesAndTheNearestAreNamed() {
        Page page = open("", Chromium.Look.DESK);
        byte[] without = picture(page);
        page.getByRole(AriaRole.SEARCHBOX).pressSequentially("why do tides rise");
        assertThat(page.locator(".near li")).hasCount(10);
        assertThat(page).hasURL(Pattern.compile("q=why"));
        assertThat(Arrays.equals(without, picture(page))).isFalse();
        Chromium.assertAccessible(page);
    }

    @Test
    void languagesCanBeHiddenAndTheirMeansTakenOff() {
        Page page = open("", Chromium.Look.DESK);
        byte[] all = picture(page);
        page.getByLabel("Swahili").uncheck();
        assertThat(Arrays.equals(all, picture(page))).isFalse();
        page.getByLabel("Swahili").check();
        page.getByLabel("Take each language’s mean off").check();
        assertThat(page).hasURL(Pattern.compile("balanced=true"));
        page.getByText("The map as a table").click();
        assertThat(page.locator("tbody tr")).hasCount(18);
        assertThat(page.locator("tbody tr").first().locator("td").first()).hasText("22");
        Chromium.assertAccessible(page);
    }

    @Test
    void itFitsAPhoneInTheDark() {
        Page page = open("&q=tides", new Chromium.Look(390, 844, true));
        assertThat(page.locator(".near li")).hasCount(10);
        assertThat(page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"))
                .isEqualTo(true);
        Chromium.assertAccessible(page);
    }
}
