package dev.isogloss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isogloss.checkpoint.CrossEncoderFolder;
import dev.isogloss.experiment.SampleExperiment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A reranker trained by {@code train --task rerank} and used by {@code search --rerank} and as a system of an experiment. */
class RerankCommandTest {
    @TempDir
    private static Path folder = Path.of("");

    private static String experiment = "";
    private static Path run = Path.of("");
    private static String index = "";
    private static String reranker = "";

    @BeforeAll
    static void aRerankerAndAnIndex() throws IOException {
        experiment = SampleExperiment.file(folder.resolve("sample.yaml")).toString();
        run = folder.resolve("run");
        reranker = run.resolve("reranker").toString();
        index = folder.resolve("index").toString();
        Said said = Said.of(
                        "train",
                        "--task",
                        "rerank",
                        experiment,
                        "--out",
                        run.toString(),
                        "--set",
                        "rerank.max-steps=3",
                        "--set",
                        "rerank.pair-tokens=48",
                        "--json",
                        "-")
                .succeeded();
        assertThat(said.json().get("reranker").stringValue()).isEqualTo(reranker);
        Said.of(
                        "index",
                        "--model",
                        run.resolve("systems/untouched/model").toString(),
                        "--corpus",
                        SampleExperiment.COLLECTION.resolve("corpus.jsonl").toString(),
                        "--out",
                        index,
                        "--bm25")
                .succeeded();
    }

    private static String queries() {
        return SampleExperiment.COLLECTION.resolve("queries-dev.jsonl").toString();
    }

    private static Path searched(String name, String... more) {
        Path out = folder.resolve(name + ".trec");
        List<String> arguments = new java.util.ArrayList<>(List.of(
                "search", "--index", index, "--queries", queries(), "--mode", "dense", "--out", out.toString()));
        arguments.addAll(List.of(more));
        Said.of(arguments.toArray(String[]::new)).succeeded();
        return out;
    }

    private static Map<String, List<String>> hits(Path trec) throws IOException {
        Map<String, List<String>> hits = new LinkedHashMap<>();
        for (String line : Files.readAllLines(trec)) {
            String[] columns = line.split(" ");
            hits.computeIfAbsent(columns[0], query -> new java.util.ArrayList<>())
                    .add(columns[2]);
        }
        return hits;
    }

    @Test
    void whatIsWrittenIsAStandardSequenceClassificationFolder() throws IOException {
        assertThat(CrossEncoderFolder.open(Path.of(reranker)).hasTrainedHead()).isTrue();
        JsonNode config = JsonMapper.shared().readTree(Files.readString(Path.of(reranker, "config.json")));
        assertThat(config.get("architectures").get(0).stringValue()).isEqualTo("BertForSequenceClassification");
        assertThat(config.get("id2label").size()).isEqualTo(1);
        assertThat(Path.of(reranker, "model.safetensors")).isRegularFile();
        assertThat(Path.of(reranker, "tokenizer.json")).isRegularFile();
    }

    @Test
    void aFileOfQueriesIsRerankedAmongTheSameHits() throws IOException {
        Map<String, List<String>> before = hits(searched("before", "--k", "20"));
        Map<String, List<String>> after = hits(searched("after", "--rerank", reranker, "--rerank-depth", "20"));
        assertThat(after.keySet()).isEqualTo(before.keySet());
        assertThat(after)
                .as("an untouched order would mean that nothing happened")
                .isNotEqualTo(before);
        after.forEach((query, passages) -> assertThat(new TreeSet<>(passages))
                .as(query)
                .isEqualTo(new TreeSet<>(before.getOrDefault(query, List.of()))));
        assertThat(searched("again", "--rerank", reranker, "--rerank-depth", "20"))
                .hasSameBinaryContentAs(folder.resolve("after.trec"));
        assertThat(hits(searched("five", "--rerank", reranker, "--rerank-depth", "20", "--k", "5")))
                .allSatisfy((query, passages) -> assertThat(passages)
                        .isEqualTo(after.getOrDefault(query, List.of()).subList(0, 5)));
    }

    @Test
    void oneTextIsRerankedForAPerson() {
        String text = "why do tides rise twice a day";
        JsonNode plain = Said.of("search", "--index", index, "--k", "50", "--json", "-", text)
                .json();
        JsonNode reranked = Said.of("search", "--index", index, "--rerank", reranker, "--json", "-", text)
                .json();
        assertThat(reranked).hasSize(10);
        assertThat(ids(plain)).containsAll(ids(reranked));
        double last = Double.POSITIVE_INFINITY;
        for (JsonNode hit : reranked) {
            assertThat(hit.get("score").doubleValue()).isLessThanOrEqualTo(last);
            last = hit.get("score").doubleValue();
        }
    }

    private static List<String> ids(JsonNode hits) {
        List<String> ids = new java.util.ArrayList<>();
        hits.forEach(hit -> ids.add(hit.get("id").stringValue()));
        return ids;
    }

    @Test
    void anExperimentMeasuresTheRerankedHits() throws IOException {
        Said.of(
                        "run",
                        experiment,
                        "--out",
                        run.toString(),
                        "--set",
                        "rerank.max-steps=3",
                        "--set",
                        "rerank.pair-tokens=48",
                        "--set",
                        "evaluate.systems=[trained, reranked]",
                        "--set",
                        "evaluate.rerank-depth=7")
                .succeeded();
        Map<String, List<String>> trained = hits(run.resolve("runs/trained.monolingual.dev.sw.trec"));
        Map<String, List<String>> reranked = hits(run.resolve("runs/reranked.monolingual.dev.sw.trec"));
        assertThat(reranked.keySet()).isEqualTo(trained.keySet());
        reranked.forEach((query, passages) -> assertThat(new TreeSet<>(passages))
                .isEqualTo(new TreeSet<>(trained.getOrDefault(query, List.of()).subList(0, 7))));
        assertThat(Files.readString(run.resolve("results.json"))).contains("\"reranked\"");
        assertThat(Files.readString(run.resolve("provenance.json"))).contains("\"reranker\"");
    }

    @Test
    void whatCannotWorkIsRefusedBeforeTheSearch() {
        String bi = run.resolve("systems/untouched/model").toString();
        Said.of("search", "--index", index, "--rerank", bi, "bee").refused("is no cross-encoder", "--task rerank");
        Said.of("search", "--index", index, "--rerank", "NOWHERE", "bee").refused("NOWHERE");
        Said.of("search", "--index", index, "--rerank-depth", "5", "bee").refused("--rerank-depth needs --rerank");
        Said.of("search", "--index", index, "--rerank", reranker, "--rerank-depth", "0", "bee")
                .refused("--rerank-depth must be at least 1 (got: 0)");
        Said.of("search", "--index", index, "--rerank", reranker, "--rerank-depth", "5", "--k", "6", "bee")
                .refused("--k must be at most the 5 hits that are reranked", "(got: 6)");
        Said.of("train", "--task", "judge", experiment).refused("--task must be retrieve or rerank (got: judge)");
        Said.of("train", "--task", "rerank", experiment, "--set", "rerank.epoch=1")
                .refused("rerank.epochs");
        Said.of("train", "--task", "rerank", experiment, "--set", "rerank.pair-tokens=65")
                .refused("rerank.pair-tokens", "64");
    }
}
