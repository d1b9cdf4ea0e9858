package dev.isogloss.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.isogloss.cli.IndexedAnew;
import dev.isogloss.cli.ServedSample;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Writing over HTTP, each test on a server of its own with a log of its own. */
class DocumentsTest {
    static final String ROUTE = "/v1/sample/documents";
    private static final String TEXT = "Quokkas are small wallabies that live on Rottnest Island.";

    @TempDir
    private static Path folder = Path.of("");

    private static ServedSample sample;
    private RunningSample running;
    private Caller caller;

    @BeforeAll
    static void make() throws IOException {
        sample = ServedSample.make(folder);
    }

    @BeforeEach
    void start() throws IOException {
        running = RunningSample.start(sample, DocumentsTest::choice);
        caller = running.caller();
    }

    private static Services.Choice choice(ServedSample sample) {
        return new Services.Choice(
                sample.run(),
                ServerTest.encoder(),
                Optional.of(sample.reranker().toString()),
                4096);
    }

    private static Path log() {
        return sample.run().resolve("index-live/changes.log");
    }

    @AfterEach
    void stop() throws IOException {
        running.close();
        Files.deleteIfExists(log());
    }

    private void restart() throws IOException {
        running.close();
        start();
    }

    private Caller.Came lines(String... lines) {
        return caller.send(caller.request(ROUTE, "Content-Type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofString(String.join("\n", lines))));
    }

    private Caller.Came delete(String id) {
        return caller.send(caller.request(ROUTE + "/" + id).DELETE());
    }

    private static String put(String op, String id, String text) {
        return Json.text(Json.object("op", op, "id", id, "title", "Quokka", "text", text));
    }

    private JsonNode hits(String query, Object... more) {
        List<Object> fields = new ArrayList<>(List.of("query", query));
        fields.addAll(List.of(more));
        return caller.post("/v1/sample/search", Json.text(Json.object(fields.toArray())))
                .ok()
                .json()
                .get("hits");
    }

    private static List<String> ids(JsonNode hits) {
        List<String> ids = new ArrayList<>();
        hits.forEach(hit -> ids.add(hit.get("id").stringValue()));
        return ids;
    }

    private int passages() {
        return caller.get("/v1/indexes").ok().json().at("/indexes/0/passages").intValue();
    }

    @Test
    void whatIsWrittenIsFoundAtOnceAndAfterARestart() throws IOException {
        assertThat(caller.post(ROUTE, put("add", "en:quokka", TEXT)).ok().text())
                .isEqualTo("{\"id\":\"en:quokka\",\"result\":\"added\"}");
        for (int start = 0; start < 2; start++) {
            for (String mode : List.of("hybrid", "lexical")) {
                JsonNode first = hits("quokkas wallabies", "mode", mode, "highlights", true)
                        .get(0);
                assertThat(first.get("id").stringValue()).isEqualTo("en:quokka");
                assertThat(first.get("text").stringValue()).isEqualTo(TEXT);
                assertThat(first.at("/highlights/text/0/0").intValue()).isZero();
                assertThat(first.at("/highlights/sentence/cosine").isNumber()).isTrue();
            }
            assertThat(ids(hits("quokka", "mode", "dense", "k", 1000)))
                    .hasSize(18 * 22 + 1)
                    .contains("en:quokka");
            assertThat(ids(hits("quokka", "languages", "en", "mode", "lexical")))
                    .containsExactly("en:quokka");
            assertThat(ids(hits("quokka", "languages", "sw", "mode", "lexical")))
                    .isEmpty();
            assertThat(ids(hits("quokkas wallabies", "rerank", true, "k", 50))).contains("en:quokka");
            assertThat(caller.get(ROUTE + "/en:quokka").ok().json().get("title").stringValue())
                    .isEqualTo("Quokka");
            assertThat(passages()).isEqualTo(18 * 22 + 1);
            restart();
        }
        assertThat(delete("en:quokka").ok().json().get("result").stringValue()).isEqualTo("deleted");
        delete("en:quokka").problem(404, "there is no document en:quokka");
        for (int start = 0; start < 2; start++) {
            assertThat(hits("quokkas wallabies", "mode", "lexical")).isEmpty();
            caller.get(ROUTE + "/en:quokka").problem(404, "no passage en:quokka");
            assertThat(passages()).isEqualTo(18 * 22);
            restart();
        }
    }

    @Test
    void whatTheIndexHadIsReplacedAndDeleted() throws IOException {
        String old = caller.get(ROUTE + "/en:en-1A").ok().json().get("text").stringValue();
        assertThat(ids(hits(old, "mode", "dense", "k", 1))).containsExactly("en:en-1A");
        assertThat(caller.post(ROUTE, put("replace", "en:en-1A", TEXT))
                        .ok()
                        .json()
                        .get("result")
                        .stringValue())
                .isEqualTo("replaced");
        assertThat(delete("sw:sw-2A").ok().status()).isEqualTo(200);
        for (int start = 0; start < 2; start++) {
            assertThat(caller.get(ROUTE + "/en:en-1A").ok().json().get("text").stringValue())
                    .isEqualTo(TEXT);
            JsonNode all = hits(old, "k", 1000, "mode", "dense");
            assertThat(ids(all)).hasSize(18 * 22 - 1).doesNotHaveDuplicates().doesNotContain("sw:sw-2A");
            all.forEach(hit -> assertThat(hit.get("text").stringValue()).isNotEqualTo(old));
            assertThat(ids(hits("quokkas wallabies", "mode", "lexical"))).containsExactly("en:en-1A");
            caller.get(ROUTE + "/sw:sw-2A").problem(404);
            caller.post("/v1/sample/recommend", "{\"liked\": \"sw:sw-2A\"}").problem(400, "no passage sw:sw-2A");
            restart();
        }
    }

    @Test
    void recommendingAndTopicsSeeWhatIsThere() {
        lines(put("put", "en:q1", TEXT), put("put", "en:q2", TEXT + " They are herbivores."))
                .ok();
        JsonNode near = caller.post("/v1/sample/recommend", "{\"liked\": \"en:q1\", \"k\": 200}")
                .ok()
                .json()
                .get("hits");
        assertThat(ids(near)).contains("en:q2").doesNotContain("en:q1").hasSize(200);
        JsonNode q2 = near.get(ids(near).indexOf("en:q2"));
        assertThat(q2.at("/why/liked").stringValue()).isEqualTo("en:q1");
        assertThat(ids(caller.post(
                                "/v1/sample/recommend", "{\"liked\": \"en:en-1A\", \"k\": 200, \"languages\": \"en\"}")
                        .ok()
                        .json()
                        .get("hits")))
                .contains("en:q1", "en:q2");
        caller.send(caller.request("/v1/sample/topics/quokkas", "Content-Type", "application/json")
                        .PUT(HttpRequest.BodyPublishers.ofString("{\"examples\": [\"en:q1\"]}")))
                .ok();
        JsonNode met = caller.send(
                        caller.request("/v1/sample/filter?probability=0", "Content-Type", "application/x-ndjson")
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        Json.text(Json.object("id", "1", "text", "Quokka " + TEXT)))))
                .ok()
                .json();
        assertThat(met.at("/topics/0/score").doubleValue()).isCloseTo(1, within(1e-5));
        assertThat(caller.send(caller.request("/v1/sample/topics/quokkas").DELETE())
                        .status())
                .isEqualTo(200);
    }

    /** Hits of an index with writes are those of one that was built with the same passages. */
    @Test
    void searchAfterWritingIsThatOfAnIndexBuiltAnew() throws IOException {
        String german = "Quokkas leben auf einer Insel vor Australien.";
        OtherPassages other = new OtherPassages(sample.model(), folder.resolve("other"));
        Path before = other.index("before", List.of(), List.of());
        Path after = other.index(
                "after", List.of(put("", "en:q1", TEXT), put("", "de:de-3A", german)), List.of("sw:sw-2A", "de:de-3A"));
        try (RunningSample live = RunningSample.start(sample, given -> lone(before));
                RunningSample anew = RunningSample.start(sample, given -> lone(after))) {
            for (String body : List.of(
                    put("add", "en:q1", TEXT),
                    put("replace", "de:de-3A", german),
                    "{\"op\":\"delete\",\"id\":\"sw-2A\",\"lang\":\"sw\"}")) {
                live.caller().post("/v1/before/documents", body).ok();
            }
            for (String mode : List.of("dense", "lexical", "hybrid")) {
                for (String query :
                        List.of("quokkas on an island", "why do tides rise twice a day", "bees find flowers")) {
                    String asked = Json.text(Json.object("query", query, "mode", mode, "k", 50));
                    JsonNode found = live.caller()
                            .post("/v1/before/search", asked)
                            .ok()
                            .json()
                            .get("hits");
                    JsonNode wanted = anew.caller()
                            .post("/v1/after/search", asked)
                            .ok()
                            .json()
                            .get("hits");
                    assertThat(ids(found))
                            .as("%s: %s", mode, query)
                            .isEqualTo(ids(wanted))
                            .isNotEmpty();
                    for (int i = 0; i < found.size(); i++) {
                        assertThat(found.get(i).get("score").doubleValue())
                                .isCloseTo(wanted.get(i).get("score").doubleValue(), within(1e-6));
                    }
                }
            }
        }
    }

    @Test
    void anIdWithAColonOfItsOwnIsWrittenAsItIsRead() throws IOException {
        Path file = folder.resolve("colons.jsonl");
        Files.writeString(file, """
                {"_id": "en:7", "lang": "en", "text": "Seven with a colon."}
                {"_id": "7", "lang": "en", "text": "Seven."}
                {"_id": "8", "lang": "en", "text": "Eight."}
                """);
        Path index = IndexedAnew.of(sample.model(), file, folder.resolve("colons"));
        try (RunningSample one = RunningSample.start(sample, given -> lone(index))) {
            String route = "/v1/colons/documents";
            one.caller().post(route, put("replace", "en:7", "Replaced.")).ok();
            assertThat(one.caller().get(route + "/7").ok().json().get("text").stringValue())
                    .isEqualTo("Seven.");
            assertThat(one.caller().get(route + "/en:7").ok().json().get("text").stringValue())
                    .isEqualTo("Replaced.");
            one.caller().post(route, "{\"op\": \"delete\", \"id\": \"en:7\"}").ok();
            one.caller().post(route, "{\"op\": \"delete\", \"id\": \"en:8\"}").ok();
            assertThat(one.caller().get(route + "/7").ok().json().get("text").stringValue())
                    .isEqualTo("Seven.");
            one.caller().get(route + "/8").problem(404);
        }
    }

    private static Services.Choice lone(Path index) {
        return new Services.Choice(index, ServerTest.encoder(), Optional.empty(), 4096);
    }

    @Test
    void aBulkAnswersLineByLineAndTakesNoneByHalf() {
        JsonNode answer = lines(
                        put("add", "en:q1", TEXT),
                        "{\"op\": \"add\", \"id\": ",
                        "",
                        put("add", "en:q1", "twice"),
                        "{\"op\":\"put\",\"id\":\"q2\",\"lang\":\"SW\",\"text\":\"Kwoka\"}",
                        "{\"op\":\"put\",\"id\":\"en:q3\",\"lang\":\"en\",\"text\":\"both\"}",
                        "{\"op\":\"put\",\"id\":\"q3\",\"text\":\"no language\"}",
                        "{\"op\":\"put\",\"id\":\"q3\",\"lang\":\"nl\",\"text\":\"another\"}",
                        "{\"op\":\"fold\",\"id\":\"en:q3\",\"text\":\"x\"}",
                        "{\"op\":\"put\",\"id\":\"en:q3\",\"text\":7}",
                        "{\"op\":\"put\",\"id\":\"en:q 3\",\"text\":\"x\"}",
                        "{\"op\":\"put\",\"id\":\"en:q3\",\"text\":\" \"}",
                        "{\"op\":\"put\",\"id\":\"en:q3\",\"txt\":\"x\"}",
                        "[1]",
                        "{\"op\":\"delete\",\"id\":\"en:none\"}",
                        "{\"op\":\"delete\",\"id\":\"en:q1\"}",
                        put("replace", "en:q1", "gone"),
                        put("add", "en:q1", TEXT + " Again."))
                .ok()
                .json();
        List<String> results = new ArrayList<>();
        List<String> details = new ArrayList<>();
        answer.get("lines").forEach(line -> {
            results.add(line.get("line").intValue() + " " + line.get("result").stringValue());
            details.add(line.path("detail").asString(""));
        });
        assertThat(results)
                .containsExactly(
                        "1 added",
                        "2 refused",
                        "4 refused",
                        "5 added",
                        "6 refused",
                        "7 refused",
                        "8 refused",
                        "9 refused",
                        "10 refused",
                        "11 refused",
                        "12 refused",
                        "13 refused",
                        "14 refused",
                        "15 refused",
                        "16 deleted",
                        "17 refused",
                        "18 added");
        assertThat(answer.get("taken").intValue()).isEqualTo(4);
        assertThat(answer.get("refused").intValue()).isEqualTo(13);
        String[] reasons = {
            "",
            "the line is not JSON",
            "there is a document en:q1",
            "",
            "says its language already",
            "lang:id as hits have it",
            "cannot take others",
            "op must be put, add, replace or delete (got: fold)",
            "text must be a text (got: 7)",
            "free of white space",
            "blank",
            "no field txt",
            "a line is an object",
            "there is no document en:none",
            "",
            "there is no document en:q1",
            ""
        };
        for (int i = 0; i < reasons.length; i++) {
            assertThat(details.get(i)).contains(reasons[i]);
        }
        assertThat(caller.get(ROUTE + "/en:q1").ok().json().get("text").stringValue())
                .isEqualTo(TEXT + " Again.");
        assertThat(caller.get(ROUTE + "/sw:q2").ok().json().get("text").stringValue())
                .isEqualTo("Kwoka");
        String metrics = caller.get("/metrics").ok().text();
        assertThat(counted(metrics, "isogloss_documents_taken_total")).isEqualTo(4);
        assertThat(counted(metrics, "isogloss_documents_refused_total")).isEqualTo(13);
        assertThat(counted(metrics, "isogloss_documents_live")).isEqualTo(2);
        assertThat(counted(metrics, "isogloss_log_bytes")).isPositive();
    }

    private static double counted(String metrics, String name) {
        Matcher line = Pattern.compile("(?m)^" + name + " (\\S+)$").matcher(metrics);
        assertThat(line.find()).as(metrics).isTrue();
        return Double.parseDouble(line.group(1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"op\":\"add\",\"id\":\"en:en-1A\",\"text\":\"x\"}    | 409 | there is a document en:en-1A",
                "{\"op\":\"replace\",\"id\":\"en:none\",\"text\":\"x\"} | 404 | there is no document en:none",
                "{\"op\":\"delete\",\"id\":\"en:none\"}                 | 404 | there is no document en:none",
                "{\"op\":\"delete\",\"id\":\"en:en-1A\",\"text\":\"x\"} | 400 | and no title or text",
                "{\"id\":\"en:x\"}                                      | 400 | text is missing",
                "{\"text\":\"x\"}                                       | 400 | id is missing",
                "{\"id\":\"xx:1\",\"text\":\"x\"}                       | 400 | cannot take others",
                "{\"id\":7,\"text\":\"x\"}                              | 400 | id must be a text",
                "[]                                                     | 400 | must be a JSON object",
            })
    void oneDocumentThatCannotBeTakenIsAProblem(String body, int status, String detail) {
        caller.post(ROUTE, body).problem(status, detail);
        assertThat(passages()).isEqualTo(18 * 22);
    }

    @Test
    void aBodyThatIsTooMuchIsRefusedWhole() {
        String line = put("put", "en:a", "x") + "\n";
        lines(line.repeat(1001)).problem(413, "at most 1000 lines");
        lines("\n\n").problem(400, "the body has no lines");
        caller.send(caller.request(ROUTE, "Content-Type", "text/plain").POST(HttpRequest.BodyPublishers.ofString(line)))
                .problem(415, "application/x-ndjson");
        caller.post("/v1/none/documents", line).problem(404, "there is no index none");
        caller.post(ROUTE, Json.text(Json.object("id", "en:" + "a".repeat(600), "text", "x")))
                .problem(400, "id must have at most 512 characters");
        assertThat(log()).doesNotExist();
    }
}
