package dev.isogloss.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.isogloss.cli.ServedSample;
import dev.isogloss.embed.Cosine;
import dev.isogloss.embed.Profile;
import dev.isogloss.embed.Role;
import dev.isogloss.encoder.TransformerEmbedder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Laws of recommending, over HTTP. */
class RecommendTest {
    private static final String ROUTE = "/v1/sample/recommend";

    @TempDir
    private static Path folder = Path.of("");

    private static RunningSample running;
    private static Caller caller;

    @BeforeAll
    static void start() throws IOException {
        running = RunningSample.start(ServedSample.make(folder), RecommendTest::choice);
        caller = running.caller();
    }

    private static Services.Choice choice(ServedSample sample) {
        return new Services.Choice(sample.run(), ServerTest.encoder(), Optional.empty(), 64);
    }

    @AfterAll
    static void stop() throws IOException {
        running.close();
    }

    private static JsonNode hits(Object... namesAndValues) {
        return caller.post(ROUTE, Json.text(Json.object(namesAndValues)))
                .ok()
                .json()
                .get("hits");
    }

    private static List<String> ids(JsonNode hits) {
        List<String> ids = new ArrayList<>();
        hits.forEach(hit -> ids.add(hit.get("id").stringValue()));
        return ids;
    }

    private static float[] vector(TransformerEmbedder offline, String id) {
        JsonNode passage = caller.get("/v1/sample/documents/" + id).ok().json();
        String text =
                passage.get("title").stringValue() + " " + passage.get("text").stringValue();
        return offline.embed(List.of(text), Role.PASSAGE).vectors()[0];
    }

    @Test
    void scoresAndReasonsAreThoseOfTheVectors() {
        List<String> liked = List.of("en:en-1A", "sw:sw-2A");
        JsonNode hits = hits("liked", liked, "disliked", List.of("de:de-3A"), "dislike-share", 0.3, "k", 6);
        assertThat(hits.size()).isEqualTo(6);
        try (TransformerEmbedder offline = ServerTest.encoder()
                .withModel(running.sample().model().toString())
                .open()) {
            List<float[]> vectors =
                    liked.stream().map(id -> vector(offline, id)).toList();
            float[] profile = Profile.of(vectors, List.of(vector(offline, "de:de-3A")), 0.3);
            float above = Float.POSITIVE_INFINITY;
            for (JsonNode hit : hits) {
                float[] own = vector(offline, hit.get("id").stringValue());
                float score = hit.get("score").floatValue();
                assertThat((double) score).isCloseTo(Cosine.of(profile, own), within(1e-4));
                assertThat(score).isLessThanOrEqualTo(above);
                above = score;
                double nearest = Math.max(Cosine.of(own, vectors.get(0)), Cosine.of(own, vectors.get(1)));
                assertThat(hit.get("why").get("cosine").doubleValue()).isCloseTo(nearest, within(1e-4));
                assertThat(hit.get("why").get("liked").stringValue()).isIn(liked);
            }
        }
    }

    @Test
    void whatSomebodyNamesIsNeverRecommended() {
        List<String> named = List.of("en:en-1A", "sw:sw-2A", "de:de-3A");
        for (double diversity : new double[] {0, 0.5}) {
            JsonNode hits = hits(
                    "liked", named.subList(0, 1),
                    "disliked", named.subList(1, 2),
                    "history", named.subList(2, 3),
                    "k", 200,
                    "diversity", diversity);
            assertThat(ids(hits)).hasSize(200).doesNotHaveDuplicates().doesNotContainAnyElementsOf(named);
        }
        // All the others of two languages, and not one more.
        assertThat(ids(hits("liked", named, "languages", List.of("en", "sw"), "k", 200)))
                .hasSize(42)
                .allMatch(id -> id.startsWith("en:") || id.startsWith("sw:"));
    }

    @Test
    void theOrderOfTheLikedChangesNothing() {
        JsonNode one = hits("liked", List.of("en:en-1A", "sw:sw-2A", "ja:ja-4A"), "k", 20, "diversity", 0.4);
        JsonNode other = hits("liked", List.of("ja:ja-4A", "en:en-1A", "sw:sw-2A"), "k", 20, "diversity", 0.4);
        assertThat(one).isEqualTo(other);
    }

    @Test
    void diversityBringsOthersAndKeepsTheFirst() {
        List<String> plain = ids(hits("liked", "en:en-1A", "k", 10));
        List<String> diverse = ids(hits("liked", "en:en-1A", "k", 10, "diversity", 0.9));
        assertThat(diverse.getFirst()).isEqualTo(plain.getFirst());
        assertThat(diverse).isNotEqualTo(plain);
    }

    @Test
    void neighboursAreWhatIsRecommendedToWhoLikesThePassageAlone() {
        JsonNode near = caller.get("/v1/sample/documents/en:en-1A/neighbours?k=7")
                .ok()
                .json()
                .get("hits");
        assertThat(near).isEqualTo(hits("liked", "en:en-1A", "k", 7));
    }

    @Test
    void eachOtherLanguageGivesItsNearest() {
        JsonNode near = caller.get("/v1/sample/documents/en:en-1A/neighbours?k=2&each-language=true")
                .ok()
                .json()
                .get("hits");
        assertThat(near.size()).isEqualTo(17 * 2);
        double above = Double.POSITIVE_INFINITY;
        for (JsonNode hit : near) {
            assertThat(hit.get("score").doubleValue()).isLessThanOrEqualTo(above);
            above = hit.get("score").doubleValue();
        }
        List<String> swahili =
                ids(near).stream().filter(id -> id.startsWith("sw:")).toList();
        assertThat(swahili).isEqualTo(ids(hits("liked", "en:en-1A", "k", 2, "languages", "sw")));
        assertThat(ids(near)).noneMatch(id -> id.startsWith("en:"));
    }

    @Test
    void wrongNeighboursAreRefused() {
        caller.get("/v1/sample/documents/en:none/neighbours").problem(404, "the index sample has no passage en:none");
        caller.get("/v1/sample/documents/en:en-1A/neighbours?k=0").problem(400, "k must be a whole number 1 .. 200");
        caller.get("/v1/sample/documents/en:en-1A/neighbours?n=1")
                .problem(400, "there is no parameter n here; the parameters are k, each-language");
    }

    @Test
    void aWrongTasteIsRefused() {
        caller.post(ROUTE, "{}").problem(400, "liked is missing");
        caller.post(ROUTE, "{\"liked\": []}").problem(400, "liked must hold 1 .. 1000 texts");
        caller.post(ROUTE, "{\"liked\": \"en:none\"}").problem(400, "the index has no passage en:none");
        caller.post(ROUTE, "{\"liked\": \"en:en-1A\", \"diversity\": 2}").problem(400, "a number 0 .. 1 (got: 2)");
    }
}
