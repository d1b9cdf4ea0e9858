package dev.isogloss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isogloss.experiment.TinyCollection;
import dev.isogloss.experiment.TinyExperiment;
import dev.isogloss.io.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A finished run goes to other tools, and its figures beside published ones. */
class ResultsCommandTest {
    @TempDir
    static Path folder;

    private static Path run;

    @BeforeAll
    static void measure() throws IOException {
        Path collection = TinyCollection.plain(folder.resolve("collection"));
        Path file = TinyExperiment.file(folder.resolve("tiny.yaml"), collection, "plain");
        run = folder.resolve("run");
        Said.of(
                        "run",
                        file.toString(),
                        "--out",
                        run.toString(),
                        "--quiet",
                        "--set",
                        "evaluate.systems=[bm25, untouched]",
                        "--set",
                        "index.bm25-profile=anserini")
                .succeeded();
    }

    @Test
    void mteb_gets_a_file_a_system_and_task_with_our_values() throws IOException {
        Path out = folder.resolve("mteb");
        JsonNode written = Said.of("results", run.toString(), "--to", "mteb", "--out", out.toString(), "--json", "-")
                .json();

        assertThat(written).hasSize(6);
        Path file = out.resolve("results/isogloss__tiny-bm25/no_revision_available/tiny-monolingual.json");
        for (JsonNode subset : JsonFile.read(file).path("scores").path("dev")) {
            assertThat(subset.path("main_score").doubleValue())
                    .isEqualTo(value("bm25", subset.path("hf_subset").asString()));
        }
        JsonNode meta = JsonFile.read(out.resolve("results")
                .resolve(written.get(3).path("model").asString().replace("/", "__"))
                .resolve(written.get(3).path("revision").asString())
                .resolve("model_meta.json"));
        assertThat(meta.path("embed_dim").asInt()).isEqualTo(16);
        assertThat(meta.path("revision").asString()).hasSize(40);
    }

    @Test
    void all_splits_of_a_task_stand_in_one_file() throws IOException {
        // The training queries once more as a second split, each within its language.
        Path twice = TinyCollection.plain(folder.resolve("twice"));
        Files.copy(twice.resolve("queries-train.jsonl"), twice.resolve("queries-more.jsonl"));
        Files.write(
                twice.resolve("qrels/more.tsv"),
                Files.readAllLines(twice.resolve("qrels/train.tsv")).stream()
                        .filter(line -> !line.contains("train1"))
                        .toList());
        Path other = folder.resolve("two-splits");
        Said.of(
                        "run",
                        folder.resolve("tiny.yaml").toString(),
                        "--out",
                        other.toString(),
                        "--quiet",
                        "--set",
                        "evaluate.systems=[bm25]",
                        "--set",
                        "evaluate.also=[{name: elsewhere, path: " + twice + ", splits: [train, more]}]")
                .succeeded();
        Path out = folder.resolve("mteb-splits");
        JsonNode written = Said.of("results", other.toString(), "--to", "mteb", "--out", out.toString(), "--json", "-")
                .json();
        assertThat(written.valueStream().map(file -> file.path("file").asString()))
                .as("every file is written once")
                .doesNotHaveDuplicates();
        JsonNode scores = JsonFile.read(
                        out.resolve("results/isogloss__tiny-bm25/no_revision_available/elsewhere-monolingual.json"))
                .path("scores");
        assertThat(scores.propertyNames()).containsExactlyInAnyOrder("train", "more");
        List<JsonNode> rows = JsonFile.read(other.resolve("results.json"))
                .valueStream()
                .filter(row -> row.path("scope").asString().equals("elsewhere")
                        && row.path("task").asString().equals("monolingual")
                        && row.path("metric").asString().equals("ndcg@10"))
                .toList();
        for (String split : List.of("train", "more")) {
            assertThat(scores.path(split)).hasSize(TinyCollection.LANGUAGES.size());
            for (JsonNode subset : scores.path(split)) {
                assertThat(rows)
                        .filteredOn(row -> row.path("split").asString().equals(split)
                                && row.path("language")
                                        .asString()
                                        .equals(subset.path("hf_subset").asString()))
                        .singleElement()
                        .satisfies(row -> assertThat(row.path("value").doubleValue())
                                .isEqualTo(subset.path("main_score").doubleValue()));
            }
        }
    }

    @Test
    void figures_deeper_than_the_run_are_left_out() throws IOException {
        Path out = folder.resolve("depth");
        Path qrels = folder.resolve("depth.qrels");
        Path deep = folder.resolve("deep.trec");
        Files.writeString(qrels, "q 0 p0 1\nq 0 p14 1\nr 0 p3 1\n");
        StringBuilder lines = new StringBuilder();
        for (int rank = 1; rank <= 15; rank++) {
            lines.append("q Q0 p%d %d %d x%n".formatted(rank - 1, rank, 100 - rank));
        }
        Files.writeString(deep, lines + "r Q0 p3 1 1 x\n");
        JsonNode figures = mteb(deep, qrels, out.resolve("a"));
        assertThat(figures.has("ndcg_at_10")).isTrue();
        assertThat(figures.propertyNames())
                .as("the deepest ranking has 15 hits")
                .noneMatch(name -> name.endsWith("_at_20") || name.endsWith("_at_100"));
        JsonNode asked = mteb(deep, qrels, out.resolve("b"), "--depth", "20");
        assertThat(asked.path("recall_at_20").doubleValue())
                .as("asked for 20, the searched passages were fewer")
                .isEqualTo(1.0);
        assertThat(asked.has("recall_at_100")).isFalse();

        Path shallow = folder.resolve("shallow.trec");
        Files.writeString(shallow, "q Q0 p1 1 9 x\nq Q0 p0 2 8 x\n");
        evaluate(shallow, qrels, out.resolve("c")).refused("ndcg@10", "at most 2", shallow.toString(), "--depth");
        assertThat(out.resolve("c")).doesNotExist();
        assertThat(mteb(shallow, qrels, out.resolve("c"), "--depth", "10").has("ndcg_at_10"))
                .isTrue();
        evaluate(deep, qrels, out.resolve("d"), "--depth", "0").refused("--depth", "got: 0");
    }

    @Test
    void a_run_folder_too_shallow_for_the_main_figure_is_refused() {
        Path five = folder.resolve("five");
        Said.of(
                        "run",
                        folder.resolve("tiny.yaml").toString(),
                        "--out",
                        five.toString(),
                        "--quiet",
                        "--set",
                        "evaluate.systems=[bm25]",
                        "--set",
                        "evaluate.depth=5")
                .succeeded();
        Path out = folder.resolve("mteb-five");
        Said.of("results", five.toString(), "--to", "mteb", "--out", out.toString())
                .refused("ndcg@10", "at most 5", "evaluate.depth");
        assertThat(out).doesNotExist();
    }

    private static Said evaluate(Path trec, Path qrels, Path out, String... more) {
        List<String> words =
                new ArrayList<>(List.of("evaluate", "--run", trec.toString(), "--qrels", qrels.toString()));
        words.addAll(List.of("--mteb", out.toString(), "--task-name", "Own", "--model-id", "me/x"));
        words.addAll(List.of(more));
        return Said.of(words.toArray(String[]::new));
    }

    private static JsonNode mteb(Path trec, Path qrels, Path out, String... more) throws IOException {
        evaluate(trec, qrels, out, more).succeeded();
        return JsonFile.read(out.resolve("results/me__x/no_revision_available/Own.json"))
                .path("scores")
                .path("test")
                .get(0);
    }

    @Test
    void a_task_gets_a_name_of_mteb_only_when_a_person_says_so() {
        Path out = folder.resolve("named");
        JsonNode written = Said.of(
                        "results",
                        run.toString(),
                        "--to",
                        "mteb",
                        "--out",
                        out.toString(),
                        "--json",
                        "-",
                        "--system",
                        "untouched",
                        "--task-name",
                        "MIRACLRetrieval",
                        "--model-id",
                        "me/tiny@v1")
                .json();
        assertThat(written).hasSize(1);
        assertThat(out.resolve("results/me__tiny/v1/MIRACLRetrieval.json")).isRegularFile();
        Said.of("results", run.toString(), "--to", "mteb", "--out", out.toString(), "--model-id", "me/tiny")
                .refused("--system");
        Said.of("results", run.toString(), "--to", "mteb", "--out", out.toString(), "--system", "trained")
                .refused("trained", "bm25");
        Said.of(
                        "results",
                        run.toString(),
                        "--to",
                        "mteb",
                        "--out",
                        out.toString(),
                        "--system",
                        "bm25",
                        "--model-id",
                        "nobody")
                .refused("got: nobody");
        Said.of("results", folder.toString(), "--to", "mteb", "--out", out.toString())
                .refused("no results");
        Said.of("results", run.toString(), "--to", "trec", "--out", out.toString(), "--model-id", "me/tiny")
                .refused("--to mteb");
    }

    @Test
    void runs_and_judgments_measured_again_give_the_same_figures() {
        Path out = folder.resolve("trec");
        Said.of("results", run.toString(), "--to", "trec", "--out", out.toString())
                .succeeded();
        for (String language : TinyCollection.LANGUAGES) {
            Path qrels = out.resolve("qrels/monolingual.dev." + language + ".qrels");
            Path trec = out.resolve("runs/bm25.monolingual.dev." + language + ".trec");
            JsonNode figures = Said.of(
                            "evaluate",
                            "--run",
                            trec.toString(),
                            "--qrels",
                            qrels.toString(),
                            "--metrics",
                            "ndcg@10",
                            "--json",
                            "-",
                            "--mteb",
                            out.toString(),
                            "--task-name",
                            "Tiny",
                            "--model-id",
                            "me/" + language,
                            "--depth",
                            "20")
                    .json();
            assertThat(figures.path("results").get(0).path("value").doubleValue())
                    .isEqualTo(value("bm25", language));
            assertThat(out.resolve("results/me__" + language + "/no_revision_available/Tiny.json"))
                    .content()
                    .contains("\"main_score\" : " + value("bm25", language));
        }
        Said.of("evaluate", "--run", "r.trec", "--qrels", "q.tsv", "--mteb", out.toString())
                .refused("--task-name");
    }

    @Test
    void ranx_gets_runs_and_judgments_of_every_search() throws IOException {
        Path out = folder.resolve("ranx");
        JsonNode summary = Said.of("results", run.toString(), "--to", "ranx", "--out", out.toString(), "--json", "-")
                .json();
        assertThat(summary.path("qrels").asInt()).isGreaterThan(TinyCollection.LANGUAGES.size());
        assertThat(summary.path("runs").asInt())
                .isEqualTo(2 * summary.path("qrels").asInt());
        assertThat(JsonFile.read(out.resolve("runs/untouched.pooled.dev.pool.json"))
                        .propertyNames())
                .allMatch(id -> id.contains(":"));
    }

    @Test
    void a_finished_run_is_set_beside_published_figures() throws IOException {
        Files.createDirectories(folder.resolve("published"));
        Path published = folder.resolve("published/tiny.yaml");
        String yaml = """
                benchmark: Tiny
                scope: tiny
                split: dev
                task: monolingual
                passages: {de: 30, en: 30, sw: 30}
                queries: {de: 6, en: 6, sw: 6}
                figures:
                  - {system: BM25, ours: bm25, source: here, tolerance: 0.001, set-up: {index.bm25-profile: PROFILE},
                     values: {ndcg@10: {sw: VALUE}}}
                  - {system: Other, source: there, values: {ndcg@10: {sw: 0.5}}}
                """;
        String mine = folder.resolve("tiny.yaml").toString();

        Files.writeString(
                published, yaml.replace("VALUE", "" + value("bm25", "sw")).replace("PROFILE", "anserini"));
        Said same = Said.of("reproduce", mine, "--run", run.toString()).succeeded();
        assertThat(same.out())
                .contains("Reproduced: 1 within, 1 for orientation", "bm25-profile", "anserini")
                .doesNotContain("The set-up differs");

        Files.writeString(
                published, yaml.replace("VALUE", "" + (value("bm25", "sw") / 2)).replace("PROFILE", "isogloss"));
        Said differs = Said.of("reproduce", mine, "--run", run.toString());
        assertThat(differs.code()).isEqualTo(1);
        assertThat(differs.out()).contains("Not reproduced: 1 outside", "index.bm25-profile is anserini");

        Files.writeString(published, yaml.replace("VALUE", "0.5").replace("sw: 30", "sw: 300"));
        Said elsewhere = Said.of("reproduce", mine, "--run", run.toString());
        assertThat(elsewhere.code()).isEqualTo(1);
        assertThat(elsewhere.out()).contains("Nothing could be compared", "sw: 30 passages instead of 300");

        Said.of("reproduce", mine, "--run", run.toString(), "--set", "seed=1").refused("--run");
        Said.of("reproduce", "afriqa", "--run", run.toString()).refused("no published figures");
        Said.of("reproduce", "mirakl").refused("miracl");
        String help = Said.of("reproduce", "--help").succeeded().out().replaceAll("\\s+", " ");
        assertThat(help)
                .contains("Ready: "
                        + String.join(", ", dev.isogloss.experiment.published.ReadyExperiments.reproducible()) + ".");
    }

    @Test
    void bm25_alone_needs_no_model_but_learning_does() throws IOException {
        Path file = folder.resolve("lexical.yaml");
        Files.writeString(
                file,
                "name: lexical\ncollection: {path: \"" + folder.resolve("collection") + "\"}\n"
                        + "evaluate: {systems: [bm25], tasks: [monolingual]}\n");
        Said.of("run", file.toString(), "--out", folder.resolve("lexical").toString(), "--quiet")
                .succeeded();
        Said.of("train", file.toString(), "--out", folder.resolve("learning").toString(), "--quiet")
                .refused("model.path is not set");
        Said.of("run", file.toString(), "--set", "evaluate.systems=[bm25, untouched]")
                .refused("model.path is not set");
    }

    @Test
    void an_index_may_have_the_profile_of_published_figures() {
        Path index = folder.resolve("index");
        String corpus = folder.resolve("collection/corpus.jsonl").toString();
        for (String profile : List.of("isogloss", "anserini")) {
            Said.of("index", "--corpus", corpus, "--out", index.toString(), "--bm25-profile", profile, "--quiet")
                    .succeeded();
            try (dev.isogloss.index.Bm25Index open = dev.isogloss.index.Bm25Index.open(index.resolve("bm25"))) {
                assertThat(open.unit()).isEqualTo(dev.isogloss.index.LexicalUnit.ofProfile(profile));
            }
        }
        Said.of("index", "--corpus", corpus, "--out", index.toString(), "--bm25-profile", "lucene")
                .refused("got: lucene");
    }

    private static double value(String system, String language) {
        try {
            return JsonFile.read(run.resolve("results.json"))
                    .valueStream()
                    .filter(row -> row.path("system").asString().equals(system)
                            && row.path("task").asString().equals("monolingual")
                            && row.path("split").asString().equals("dev")
                            && row.path("language").asString().equals(language)
                            && row.path("metric").asString().equals("ndcg@10"))
                    .findFirst()
                    .orElseThrow()
                    .path("value")
                    .doubleValue();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
