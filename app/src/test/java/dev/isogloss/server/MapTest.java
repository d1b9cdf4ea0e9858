package dev.isogloss.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.isogloss.cli.ServedSample;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Laws of the map of passages, over HTTP. */
class MapTest {
    private static final String ROUTE = "/v1/sample/map";

    @TempDir
    private static Path folder = Path.of("");

    private static RunningSample running;
    private static Caller caller;

    @BeforeAll
    static void start() throws IOException {
        running = RunningSample.start(
                ServedSample.make(folder),
                sample -> new Services.Choice(sample.run(), ServerTest.encoder(), Optional.empty(), 64));
        caller = running.caller();
    }

    @AfterAll
    static void stop() throws IOException {
        running.close();
    }

    private static JsonNode map(String parameters) {
        return caller.get(ROUTE + parameters).ok().json();
    }

    private static Map<String, double[]> meansByLanguage(JsonNode map) {
        Map<String, double[]> means = new TreeMap<>();
        for (JsonNode point : map.get("points")) {
            double[] mean = means.computeIfAbsent(point.get("language").stringValue(), code -> new double[2]);
            mean[0] += point.get("x").doubleValue() / 22;
            mean[1] += point.get("y").doubleValue() / 22;
        }
        return means;
    }

    private static double longest(Map<String, double[]> means) {
        return means.values().stream()
                .mapToDouble(mean -> Math.hypot(mean[0], mean[1]))
                .max()
                .orElse(0);
    }

    @Test
    void everyPassageHasAPlaceAroundTheMiddle() {
        JsonNode map = map("");
        assertThat(map.get("points").size()).isEqualTo(396);
        double x = 0;
        double y = 0;
        for (JsonNode point : map.get("points")) {
            x += point.get("x").doubleValue() / 396;
            y += point.get("y").doubleValue() / 396;
        }
        assertThat(x).isCloseTo(0, within(1e-9));
        assertThat(y).isCloseTo(0, within(1e-9));
        double first = map.get("explained").get(0).doubleValue();
        double second = map.get("explained").get(1).doubleValue();
        assertThat(first).isGreaterThanOrEqualTo(second);
        assertThat(second).isPositive();
        assertThat(first + second).isLessThanOrEqualTo(1);
    }

    @Test
    void balancedTheLanguagesLieOnEachOther() {
        double apart = longest(meansByLanguage(map("")));
        double together = longest(meansByLanguage(map("?balanced=true")));
        assertThat(together).isLessThan(apart / 2);
    }

    @Test
    void aPartIsOfTheSameMap() {
        JsonNode all = map("").get("points");
        JsonNode some = map("?limit=99").get("points");
        assertThat(some.size()).isEqualTo(99);
        for (int i = 0; i < 99; i++) {
            assertThat(some.get(i)).isEqualTo(all.get(i * 4));
        }
    }

    @Test
    void aQueryIsPlacedToo() {
        JsonNode query = map("?limit=0&q=why+do+tides+rise").get("query");
        assertThat(query).isEqualTo(map("?limit=3&q=why+do+tides+rise").get("query"));
        assertThat(Double.isFinite(query.get("x").doubleValue())).isTrue();
        assertThat(map("?limit=0").has("query")).isFalse();
        assertThat(map("?limit=0&balanced=true&q=why+do+tides+rise").get("query"))
                .isNotEqualTo(query);
    }

    @Test
    void whatDoesNotWorkIsRefused() {
        caller.get(ROUTE + "?limit=-1").problem(400, "limit must be a whole number 0 .. 20000");
        caller.get(ROUTE + "?balanced=maybe").problem(400, "balanced must be true or false");
        caller.get(ROUTE + "?k=1").problem(400, "the parameters are limit, balanced, q");
        caller.get("/v1/other/map").problem(404, "there is no index other");
    }
}
