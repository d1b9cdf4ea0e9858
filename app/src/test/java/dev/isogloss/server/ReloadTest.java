package dev.isogloss.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isogloss.cli.ServedSample;
import dev.isogloss.job.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The served folder is a link that is turned to another index, while searches and writes go on. */
class ReloadTest {
    private static final String NEW =
            "{\"id\": \"en:numbat\", \"title\": \"Numbat\", \"text\": \"Numbats eat termites.\"}";

    @TempDir
    private static Path folder = Path.of("");

    private static void turn(Path link, Path to) throws IOException {
        Path made = Files.createSymbolicLink(link.resolveSibling("next-link"), to);
        assertThat(Files.move(made, link, StandardCopyOption.ATOMIC_MOVE)).isSymbolicLink();
    }

    private static List<String> ids(Caller caller, String query) {
        JsonNode hits = caller.get("/v1/current/search?mode=lexical&k=20&q=" + query)
                .ok()
                .json()
                .get("hits");
        List<String> ids = new ArrayList<>();
        hits.forEach(hit -> ids.add(hit.get("id").stringValue()));
        return ids;
    }

    @Test
    void newRequestsGoToTheNewIndexAndNoneFails() throws Exception {
        ServedSample sample = ServedSample.make(folder);
        OtherPassages other = new OtherPassages(sample.model(), folder.resolve("other"));
        Path before = other.index("before", List.of(), List.of());
        Path after = other.index("after", List.of(NEW), List.of("en:en-1A"));
        Path link = folder.resolve("current");
        turn(link, before);
        AtomicBoolean end = new AtomicBoolean();
        AtomicInteger searches = new AtomicInteger();
        List<String> written = new ArrayList<>();
        try (RunningSample running = RunningSample.start(
                        sample, given -> new Services.Choice(link, ServerTest.encoder(), Optional.empty(), 4096));
                ExecutorService pool = Executors.newCachedThreadPool()) {
            Caller caller = running.caller();
            List<Future<?>> working = new ArrayList<>();
            for (int c = 0; c < 3; c++) {
                working.add(pool.submit(() -> {
                    while (!end.get()) {
                        assertThat(caller.post("/v1/current/search", "{\"query\": \"the sea\", \"k\": 30}")
                                        .ok()
                                        .json()
                                        .get("hits")
                                        .size())
                                .isEqualTo(30);
                        searches.incrementAndGet();
                    }
                }));
            }
            working.add(pool.submit(() -> {
                for (int i = 0; !end.get(); i++) {
                    caller.post(
                                    "/v1/current/documents",
                                    "{\"id\": \"en:w" + i + "\", \"text\": \"wombat number " + i + "\"}")
                            .ok();
                    written.add("en:w" + i);
                }
            }));
            try {
                for (int turned = 1; turned <= 4; turned++) {
                    int then = searches.get();
                    while (searches.get() < then + 20 && working.stream().noneMatch(Future::isDone)) {
                        Thread.sleep(2);
                    }
                    turn(link, turned % 2 == 1 ? after : before);
                    JsonNode reloaded = caller.post("/v1/admin/reload", "").ok().json();
                    assertThat(reloaded.at("/indexes/0/name").stringValue()).isEqualTo("current");
                    assertThat(ids(caller, "numbats+termites")).hasSize(turned % 2);
                    assertThat(caller.get("/v1/current/documents/en:en-1A").status())
                            .isEqualTo(turned % 2 == 1 ? 404 : 200);
                }
            } finally {
                end.set(true);
                for (Future<?> one : working) {
                    one.get();
                }
            }
            turn(link, folder.resolve("nothing"));
            caller.post("/v1/admin/reload", "").problem(409, "the index stays as it is", "neither an index folder");
            Path damaged = folder.resolve("damaged");
            Folders.link(after, damaged);
            try (Stream<Path> files = Files.walk(damaged)) {
                Files.delete(files.filter(file -> file.getFileName().toString().startsWith("_"))
                        .findFirst()
                        .orElseThrow());
            }
            turn(link, damaged);
            caller.post("/v1/admin/reload", "").problem(409, "the index stays as it is", "cannot be read");
            for (String id : written) {
                caller.get("/v1/current/documents/" + id).ok();
            }
            assertThat(written).hasSizeGreaterThan(10);
            assertThat(caller.get("/metrics").ok().text())
                    .contains("isogloss_documents_taken_total " + (double) written.size());
            assertThat(mapped(after))
                    .as("what nobody is answered from any more is closed")
                    .isZero();
        }
        turn(link, after);
        try (RunningSample again = RunningSample.start(
                sample, given -> new Services.Choice(link, ServerTest.encoder(), Optional.empty(), 4096))) {
            for (String id : written) {
                again.caller().get("/v1/current/documents/" + id).ok();
            }
            assertThat(mapped(after)).isPositive();
            assertThat(mapped(before)).isZero();
        }
    }

    /** How many files of an index this process has mapped; the system says so by their real names. */
    private static long mapped(Path index) throws IOException {
        String real = index.toRealPath().toString() + "/";
        return Files.readAllLines(Path.of("/proc/self/maps")).stream()
                .filter(line -> line.contains(real))
                .count();
    }
}
