package dev.isogloss.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isogloss.cli.IndexedAnew;
import dev.isogloss.cli.ServedSample;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Folding what was written into a new index, while the server goes on. */
class CompactTest {
    @TempDir
    private static Path folder = Path.of("");

    private static SortedMap<String, JsonNode> answers(Caller caller, String index) {
        SortedMap<String, JsonNode> answers = new TreeMap<>();
        for (String mode : List.of("dense", "lexical", "hybrid")) {
            for (String query : List.of("quokkas on an island", "why do tides rise", "bees")) {
                answers.put(
                        mode + " " + query,
                        caller.post(
                                        "/v1/" + index + "/search",
                                        Json.text(Json.object("query", query, "mode", mode, "k", 30)))
                                .ok()
                                .json()
                                .get("hits"));
            }
        }
        return answers;
    }

    private static RunningSample serve(ServedSample sample, Path index) throws IOException {
        return RunningSample.start(
                sample, given -> new Services.Choice(index, ServerTest.encoder(), Optional.empty(), 4096));
    }

    /** The settings of the encoder are read when corpus, words and vectors are written already. */
    private static void assertThatAFailureLeavesNothing(Path index, Path given) throws IOException {
        Path settings = index.resolve("encoder.json");
        byte[] whole = Files.readAllBytes(settings);
        Path empty = Files.createDirectories(folder.resolve("empty"));
        Files.writeString(settings, "{");
        IndexedAnew.refusesToCompact(given, empty, "encoder.json");
        IndexedAnew.refusesToCompact(given, folder.resolve("after"), "encoder.json");
        Files.write(settings, whole);
        assertThat(empty).isEmptyDirectory();
        assertThat(folder.resolve("after")).doesNotExist();
    }

    /** @return how many there were */
    private static int deleteAll(Caller caller, Object... of) {
        List<Object> asked = new ArrayList<>(List.of("query", "sea", "mode", "dense", "k", 1000));
        asked.addAll(List.of(of));
        StringBuilder lines = new StringBuilder();
        caller.post("/v1/current/search", Json.text(Json.object(asked.toArray())))
                .ok()
                .json()
                .get("hits")
                .forEach(hit -> lines.append(Json.text(
                                Json.object("op", "delete", "id", hit.get("id").stringValue())))
                        .append('\n'));
        JsonNode answer = caller.send(caller.request("/v1/current/documents", "Content-Type", "application/x-ndjson")
                        .POST(HttpRequest.BodyPublishers.ofString(lines.toString())))
                .ok()
                .json();
        return answer.get("taken").intValue();
    }

    @Test
    void anIndexWithItsWritesFoldedInAnswersAsBeforeAndKeepsNothingInMemory() throws IOException {
        ServedSample sample = ServedSample.make(folder);
        Path before = new OtherPassages(sample.model(), folder.resolve("other")).index("before", List.of(), List.of());
        Path link = Files.createSymbolicLink(folder.resolve("current"), before);
        IndexedAnew.refusesToCompact(link, folder.resolve("none"), "nothing was written on top of");
        Path after;
        try (RunningSample running = serve(sample, link)) {
            Caller caller = running.caller();
            String route = "/v1/current/documents";
            caller.post(route, "{\"id\": \"en:q1\", \"title\": \"Quokka\", \"text\": \"Quokkas live on an island.\"}")
                    .ok();
            caller.post(route, "{\"id\": \"de:de-3A\", \"text\": \"Quokkas leben auf einer Insel.\"}")
                    .ok();
            caller.post(route, "{\"id\": \"sw:sw-2A\", \"op\": \"delete\"}").ok();
            SortedMap<String, JsonNode> wanted = answers(caller, "current");
            assertThatAFailureLeavesNothing(before, link);
            after = IndexedAnew.compacted(link, folder.resolve("after"));
            Files.delete(link);
            assertThat(Files.createSymbolicLink(link, after)).exists();
            caller.post("/v1/admin/reload", "").ok();
            assertThat(answers(caller, "current")).isEqualTo(wanted);
            assertThat(caller.get("/metrics").ok().text()).contains("isogloss_documents_live 0.0");
            assertThat(caller.get("/v1/indexes")
                            .ok()
                            .json()
                            .at("/indexes/0/passages")
                            .intValue())
                    .isEqualTo(18 * 22);
            caller.post(route, "{\"id\": \"en:q2\", \"text\": \"Quokkas again.\"}")
                    .ok();
            assertThat(caller.get("/metrics").ok().text()).contains("isogloss_documents_live 1.0");
            try (RunningSample alone = serve(sample, after)) {
                assertThat(answers(alone.caller(), "after")).isEqualTo(wanted);
            }
        }
        try (RunningSample again = serve(sample, link)) {
            again.caller().get("/v1/current/documents/en:q2").ok();
            again.caller().get("/v1/current/documents/sw:sw-2A").problem(404);
            again.caller()
                    .post("/v1/current/documents", "{\"id\": \"sw:kwoka\", \"text\": \"Kwoka ni mnyama.\"}")
                    .ok();
            int swahili = deleteAll(again.caller(), "languages", "sw");
            assertThat(swahili).isGreaterThan(1);
            Path without = IndexedAnew.compacted(link, folder.resolve("without"));
            Files.delete(link);
            assertThat(Files.createSymbolicLink(link, without)).exists();
            again.caller().post("/v1/admin/reload", "").ok();
            again.caller().get("/v1/current/documents/en:q2").ok();
            again.caller()
                    .post("/v1/current/documents", "{\"id\": \"sw:kwoka\", \"text\": \"Kwoka ni mnyama.\"}")
                    .problem(400, "cannot take others");
        }
        try (RunningSample cold = serve(sample, link)) {
            cold.caller().get("/v1/current/documents/en:q2").ok();
            assertThat(deleteAll(cold.caller())).isGreaterThan(300);
            IndexedAnew.refusesToCompact(link, folder.resolve("none"), "nothing is left");
            assertThat(folder.resolve("none")).doesNotExist();
        }
    }
}
