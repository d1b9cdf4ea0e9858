package dev.isogloss.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.isogloss.cli.ServedSample;
import dev.isogloss.embed.Cosine;
import dev.isogloss.embed.Role;
import dev.isogloss.encoder.TransformerEmbedder;
import dev.isogloss.search.PlattScaling;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Standing topics and the filter, over HTTP. */
class TopicsTest {
    private static final String TOPICS = "/v1/sample/topics";

    @TempDir
    private static Path folder = Path.of("");

    private static RunningSample running;
    private static Caller caller;

    @BeforeAll
    static void start() throws IOException {
        running = RunningSample.start(ServedSample.make(folder), TopicsTest::choice);
        caller = running.caller();
    }

    private static Services.Choice choice(ServedSample sample) {
        return new Services.Choice(sample.run(), ServerTest.encoder(), Optional.empty(), 1024);
    }

    @AfterAll
    static void stop() throws IOException {
        running.close();
    }

    private static Caller.Came put(String name, Object... namesAndValues) {
        return caller.send(caller.request(TOPICS + "/" + name, "Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(Json.text(Json.object(namesAndValues)))));
    }

    private static List<JsonNode> filtered(double probability, String... texts) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < texts.length; i++) {
            lines.append(Json.text(Json.object("id", "d" + i, "text", texts[i])))
                    .append('\n');
        }
        Caller.Came came = caller.send(
                caller.request("/v1/sample/filter?probability=" + probability, "Content-Type", "application/x-ndjson")
                        .POST(HttpRequest.BodyPublishers.ofString(lines.toString())));
        assertThat(came.ok().header("content-type")).isEqualTo("application/x-ndjson");
        return came.text().lines().map(JsonMapper.shared()::readTree).toList();
    }

    private static List<Map<String, Object>> judged() {
        List<Map<String, Object>> judged = new ArrayList<>();
        for (int topic = 1; topic <= 6; topic++) {
            judged.add(Json.object("id", "en:en-" + topic + "A", "relevant", topic % 2 == 1));
        }
        judged.add(Json.object("text", "bees dance on the comb", "relevant", true));
        return judged;
    }

    private static JsonNode only(JsonNode line, String name) {
        for (JsonNode topic : line.get("topics")) {
            if (topic.get("name").stringValue().equals(name)) {
                return topic;
            }
        }
        throw new AssertionError("no topic " + name + " in " + line);
    }

    @Test
    void probabilitiesAreThoseOfTheFitOnJudgedTexts() {
        JsonNode made = put("bees", "query", "how do bees dance", "judged", judged())
                .ok()
                .json();
        assertThat(made.get("calibrated").booleanValue()).isTrue();
        assertThat(made.get("judged").intValue()).isEqualTo(7);
        JsonNode met = only(filtered(0, "bees fly over flowers", "the sea").getFirst(), "bees");
        try (TransformerEmbedder offline = ServerTest.encoder()
                .withModel(running.sample().model().toString())
                .open()) {
            float[] query =
                    offline.embed(List.of("how do bees dance"), Role.QUERY).vectors()[0];
            double[] scores = new double[7];
            boolean[] relevant = new boolean[7];
            for (int i = 0; i < 6; i++) {
                JsonNode passage = caller.get("/v1/sample/documents/en:en-" + (i + 1) + "A")
                        .ok()
                        .json();
                String text = passage.get("title").stringValue() + " "
                        + passage.get("text").stringValue();
                scores[i] = Cosine.of(
                        query, offline.embed(List.of(text), Role.PASSAGE).vectors()[0]);
                relevant[i] = i % 2 == 0;
            }
            scores[6] = Cosine.of(
                    query,
                    offline.embed(List.of("bees dance on the comb"), Role.PASSAGE)
                            .vectors()[0]);
            relevant[6] = true;
            double score = Cosine.of(
                    query,
                    offline.embed(List.of("bees fly over flowers"), Role.PASSAGE)
                            .vectors()[0]);
            assertThat(met.get("score").doubleValue()).isCloseTo(score, within(1e-4));
            assertThat(met.get("probability").doubleValue())
                    .isCloseTo(PlattScaling.fit(scores, relevant).probability(score), within(0.02));
        }
        JsonNode points = caller.get(TOPICS + "/bees/curve").ok().json().get("points");
        JsonNode last = points.get(points.size() - 1);
        assertThat(last.get("recall").doubleValue()).isEqualTo(1);
        assertThat(last.get("precision").doubleValue()).isCloseTo(4 / 7.0, within(1e-9));
    }

    @Test
    void aTopicOutlivesTheServerAndEndsWhenItIsDeleted() throws IOException {
        put("tides", "description", "the sea rises and falls").ok();
        put("both", "examples", List.of("en:en-2A", "waves and wind")).ok();
        List<JsonNode> before = filtered(0.3, "the moon pulls the sea", "bread needs flour");
        running.close();
        running = RunningSample.start(running.sample(), TopicsTest::choice);
        caller = running.caller();
        assertThat(caller.get(TOPICS + "/tides")
                        .ok()
                        .json()
                        .at("/definition/description")
                        .stringValue())
                .isEqualTo("the sea rises and falls");
        assertThat(filtered(0.3, "the moon pulls the sea", "bread needs flour")).isEqualTo(before);
        Path file = running.sample().run().resolve("index-topics/tides.json");
        assertThat(file).isRegularFile();
        caller.send(caller.request(TOPICS + "/tides").DELETE()).ok();
        assertThat(Files.exists(file)).isFalse();
        caller.get(TOPICS + "/tides").problem(404, "there is no topic tides");
        caller.send(caller.request(TOPICS + "/tides").DELETE()).problem(404);
    }

    @Test
    void whereNobodyJudgedTheBestHundredthIsHalfProbableAndSaidToBeUncalibrated() {
        put("sea", "query", "the sea").ok();
        List<Double> scores = new ArrayList<>();
        JsonNode hits = caller.get("/v1/sample/search?mode=dense&k=396&q=the%20sea")
                .ok()
                .json()
                .get("hits");
        hits.forEach(hit -> scores.add(hit.get("score").doubleValue()));
        JsonNode hundredth = hits.get(4); // the quantile .99 of 396 is the fifth from the top
        String text = hundredth.get("title").stringValue() + " "
                + hundredth.get("text").stringValue();
        JsonNode met = only(filtered(0, text).getFirst(), "sea");
        assertThat(met.get("score").doubleValue()).isCloseTo(scores.get(4), within(1e-4));
        assertThat(met.get("probability").doubleValue()).isCloseTo(0.5, within(0.01));
        assertThat(met.get("calibrated").booleanValue()).isFalse();
        caller.get(TOPICS + "/sea/curve").problem(400, "no judged texts");
    }

    @Test
    void whatIsNoTopicOrDocumentIsRefused() {
        put("x", "query", "a", "description", "b")
                .problem(400, "exactly one of description, query and examples (got: 2)");
        put("x").problem(400, "(got: 0)");
        put("..", "query", "a").problem(400, "a topic's name has");
        put("x", "query", "a", "judged", List.of(Json.object("text", "b", "relevant", true)))
                .problem(400, "1 relevant, 0 irrelevant");
        put("x", "query", "a", "judged", List.of(Json.object("id", "en:none", "relevant", true)))
                .problem(400, "judged[0]: the index has no passage en:none");
        caller.post("/v1/sample/filter", "{\"id\": \"a\", \"text\": \"b\"}\n{\"id\": \"c\"}")
                .problem(400, "line 2: text is missing");
        caller.get(TOPICS + "/none").problem(404, "make it with PUT");
    }
}
