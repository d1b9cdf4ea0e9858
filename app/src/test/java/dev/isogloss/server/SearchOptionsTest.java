package dev.isogloss.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.isogloss.cli.ServedSample;
import dev.isogloss.embed.Cosine;
import dev.isogloss.embed.Role;
import dev.isogloss.encoder.TransformerEmbedder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What a search may do besides finding: explain, highlight, rerank. */
class SearchOptionsTest {
    private static final String SEARCH = "/v1/sample/search";

    @TempDir
    private static Path folder = Path.of("");

    private static RunningSample running;
    private static Caller caller;

    @BeforeAll
    static void start() throws IOException {
        running = RunningSample.start(ServedSample.make(folder), SearchOptionsTest::choice);
        caller = running.caller();
    }

    private static Services.Choice choice(ServedSample sample) {
        return new Services.Choice(
                sample.run(),
                ServerTest.encoder(),
                Optional.of(sample.reranker().toString()),
                4096);
    }

    @AfterAll
    static void stop() throws IOException {
        running.close();
    }

    private static JsonNode search(Object... namesAndValues) {
        return caller.post(SEARCH, Json.text(Json.object(namesAndValues))).ok().json();
    }

    @Test
    void anExplanationAddsUpToTheScore() {
        JsonNode answer = search("query", "why do tides rise twice a day", "explain", true, "k", 20);
        for (JsonNode hit : answer.get("hits")) {
            JsonNode parts = hit.get("explain");
            assertThat(parts.propertyNames()).isEqualTo(hit.get("scores").propertyNames());
            double most = 0;
            for (String name : parts.propertyNames()) {
                assertThat(parts.get(name).get("score"))
                        .isEqualTo(hit.get("scores").get(name));
                assertThat(parts.get(name).get("rank").intValue()).isPositive();
                assertThat(parts.get(name).get("weight").doubleValue()).isEqualTo(0.5);
                most += parts.get(name).get("weight").doubleValue();
            }
            assertThat(hit.get("score").doubleValue()).isBetween(0.0, most);
        }
        List<String> parts = new ArrayList<>(answer.get("parts-ms").propertyNames());
        assertThat(parts).contains("language", "encode", "bm25", "dense", "fuse", "passages");
        double sum = 0;
        for (String part : parts) {
            sum += answer.get("parts-ms").get(part).doubleValue();
        }
        assertThat(answer.get("took-ms").doubleValue()).isCloseTo(sum, within(0.1));
        assertThat(search("query", "tides").has("parts-ms")).isFalse();
    }

    @Test
    void highlightsAreTheQuerysWordsAndTheNearestSentence() {
        JsonNode hits = search("query", "bees", "languages", "en", "mode", "hybrid", "highlights", true, "k", 22)
                .get("hits");
        int marked = 0;
        for (JsonNode hit : hits) {
            String text = hit.get("text").stringValue();
            for (JsonNode span : hit.get("highlights").get("text")) {
                String word = text.substring(span.get(0).intValue(), span.get(1).intValue());
                assertThat(word.toLowerCase(Locale.ROOT)).startsWith("bee");
                marked++;
            }
        }
        assertThat(marked).isPositive();
        JsonNode first = hits.get(0);
        JsonNode sentence = first.get("highlights").get("sentence");
        String text = first.get("text").stringValue();
        String nearest = text.substring(
                sentence.get("span").get(0).intValue(),
                sentence.get("span").get(1).intValue());
        try (TransformerEmbedder offline = ServerTest.encoder()
                .withModel(running.sample().model().toString())
                .open()) {
            float[] query = offline.embed(List.of("bees"), Role.QUERY).vectors()[0];
            float[] own = offline.embed(List.of(first.get("title").stringValue() + " " + nearest), Role.PASSAGE)
                    .vectors()[0];
            assertThat(sentence.get("cosine").doubleValue()).isCloseTo(Cosine.of(query, own), within(1e-5));
        }
        assertThat(search("query", "tides").get("hits").get(0).has("highlights"))
                .isFalse();
    }

    @Test
    void rerankingIsThatOfTheCommand() {
        List<String> printed = new ArrayList<>();
        tools.jackson.databind.json.JsonMapper.shared()
                .readTree(ServedSample.searched(
                        running.sample().run().resolve("index"),
                        "--precision",
                        "fp32",
                        "--rerank",
                        running.sample().reranker().toString(),
                        "--rerank-depth",
                        "12",
                        "--k",
                        "5",
                        "why is the sky blue"))
                .forEach(hit -> printed.add(hit.get("id").stringValue()));
        List<String> served = new ArrayList<>();
        JsonNode answer =
                search("query", "why is the sky blue", "rerank", true, "rerank-depth", 12, "k", 5, "explain", true);
        for (JsonNode hit : answer.get("hits")) {
            served.add(hit.get("id").stringValue());
            assertThat(hit.get("explain").get("first-stage").get("rank").intValue())
                    .isBetween(1, 12);
            assertThat(hit.get("scores").has("first-stage")).isFalse();
        }
        assertThat(served).hasSize(5).isEqualTo(printed);
        assertThat(answer.get("parts-ms").has("rerank")).isTrue();
    }

    @Test
    void aLanguageThatIsNotSureIsNotSaid() {
        assertThat(search("query", "tides").has("language")).isFalse();
        assertThat(search("query", "なぜ潮は満ちるのか").get("language").stringValue()).isEqualTo("ja");
        // The English stem is found though nobody said that the query is English.
        JsonNode hits = search("query", "bees", "mode", "lexical").get("hits");
        assertThat(hits.get(0).get("language").stringValue()).isEqualTo("en");
    }

    @Test
    void parametersOfAnAddressDoTheSame() {
        JsonNode hit = caller.get(SEARCH + "?q=tides&highlights&explain=true&rerank=true&rerank-depth=3")
                .ok()
                .json()
                .get("hits")
                .get(0);
        assertThat(hit.has("highlights")).isTrue();
        assertThat(hit.get("explain").has("first-stage")).isTrue();
        caller.get(SEARCH + "?q=tides&explain=yes").problem(400, "explain must be true or false");
        caller.get(SEARCH + "?q=tides&rerank-depth=0").problem(400, "rerank-depth must be a whole number 1 .. 200");
    }
}
