package dev.isogloss.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isogloss.eval.ResultRow;
import dev.isogloss.eval.ResultsFile;
import dev.isogloss.format.Qrels;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.CompressedFiles;
import dev.isogloss.io.Progress;
import dev.isogloss.job.EvaluateJob;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The whole pipeline on a made-up collection. The tests share one run folder: the first four read it, the later ones change it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PipelineTest {
    private static final List<String> SYSTEMS = List.of("bm25", "untouched", "naive", "trained", "hybrid");

    @TempDir
    private static Path shared = Path.of("");

    private static Path file = Path.of("");
    private static Path run = Path.of("");
    private static String said = "";

    @BeforeAll
    static void runOnce() throws IOException {
        Path collection = TinyCollection.plain(shared.resolve("collection"));
        file = TinyExperiment.file(shared.resolve("tiny.yaml"), collection, "plain");
        run = shared.resolve("run");
        said = TinyExperiment.run(file, run).text();
    }

    @Test
    @Order(1)
    void theRunFolderHasItsFixedNames() throws IOException {
        assertThat(Set.of(
                        "experiment.yaml",
                        "provenance.json",
                        "mining/negatives.jsonl.zst",
                        "mining/report.json",
                        "mining/report.txt",
                        "plan/epoch-000.jsonl",
                        "plan/epoch-001.jsonl",
                        "model/model.safetensors",
                        "model/config.json",
                        "model/tokenizer.json",
                        "model/modules.json",
                        "model/1_Pooling/config.json",
                        "training/log.jsonl",
                        "index/index.json",
                        "report.html",
                        "results.json",
                        "comparisons.json"))
                .allSatisfy(name -> assertThat(run.resolve(name)).isRegularFile());
        assertThat(run.resolve("vectors/trained-passages/manifest.json")).isRegularFile();
        Set<String> runs = new TreeSet<>();
        TinyExperiment.all(run.resolve("runs")).keySet().forEach(runs::add);
        assertThat(runs)
                .hasSize(SYSTEMS.size() * (3 + 1 + 3))
                .contains(
                        "bm25.monolingual.dev.sw.trec", "hybrid.pooled.dev.pool.trec", "trained.cross.dev.en>sw.trec");
        assertThat(said).contains("trained", "ndcg@10", "report.html");
        Experiment again = ExperimentFile.read(run.resolve("experiment.yaml"), List.of());
        assertThat(again.train()).isEqualTo(ExperimentFile.read(file, List.of()).train());
    }

    @Test
    @Order(1)
    void theModelCardHasTheMeasuredFiguresAndTellsNoPlace() throws IOException {
        String card = Files.readString(run.resolve("model/README.md"));
        JsonNode metadata = YAMLMapper.shared().readTree(card.split("(?m)^---$", 3)[1]);
        List<ResultRow> rows = ResultsFile.readResults(run.resolve("results.json"));
        int compared = 0;
        for (JsonNode result : metadata.get("model-index").get(0).get("results")) {
            for (JsonNode metric : result.get("metrics")) {
                double value = rows.stream()
                        .filter(row -> row.system().equals("trained")
                                && row.metric().equals(metric.get("name").stringValue())
                                && row.scope()
                                        .equals(result.get("dataset")
                                                .get("type")
                                                .stringValue())
                                && row.split()
                                        .equals(result.get("dataset")
                                                .get("split")
                                                .stringValue())
                                && row.language()
                                        .equals(result.get("dataset")
                                                .get("config")
                                                .asString())
                                && result.get("task").get("name").stringValue().endsWith(row.task()))
                        .findFirst()
                        .orElseThrow()
                        .value();
                assertThat(metric.get("value").doubleValue()).isCloseTo(100 * value, within(5.1e-4));
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(50);
        assertThat(metadata.has("license")).isFalse();
        assertThat(card)
                .contains("None was chosen", "Scope tiny, split dev, task pooled", "training queries in")
                .doesNotContain(shared.toString());
        assertThat(Files.readString(run.resolve("systems/naive/model/README.md")))
                .contains("# tiny (naive)", "without any filter");
    }

    @Test
    @Order(1)
    void resultsHaveExactlyTheirFieldsForAllSystemsTasksAndMetrics() throws IOException {
        JsonNode results = JsonMapper.shared().readTree(Files.readString(run.resolve("results.json")));
        Set<String> seen = new TreeSet<>();
        for (JsonNode row : results) {
            assertThat(row.propertyNames())
                    .containsExactly(
                            "system",
                            "task",
                            "split",
                            "scope",
                            "language",
                            "metric",
                            "value",
                            "queries",
                            "low",
                            "high");
            assertThat(row.get("low").doubleValue())
                    .isLessThanOrEqualTo(row.get("value").doubleValue());
            assertThat(row.get("high").doubleValue())
                    .isGreaterThanOrEqualTo(row.get("value").doubleValue());
            assertThat(row.get("scope").stringValue()).isEqualTo("tiny");
            seen.add(row.get("system").stringValue() + " " + row.get("task").stringValue() + " "
                    + row.get("split").stringValue() + " " + row.get("metric").stringValue());
        }
        Set<String> wanted = new TreeSet<>();
        for (String system : SYSTEMS) {
            for (String task : List.of("monolingual", "pooled", "cross")) {
                List<String> metrics = new ArrayList<>(List.of("ndcg@10", "recall@100", "mrr@10", "map"));
                if (task.equals("pooled")) {
                    metrics.addAll(List.of("own-language@10", "rank-distance@100"));
                }
                for (String metric : metrics) {
                    wanted.add(system + " " + task + " dev " + metric);
                    wanted.add(system + " " + task + " dev-unshared " + metric);
                }
            }
        }
        assertThat(seen).isEqualTo(wanted);
        assertThat(rows("trained", "cross", "dev").stream()
                        .map(ResultRow::language)
                        .distinct())
                .containsExactly("macro", "micro", "de>en", "en>sw", "sw>de");
        assertThat(rows("trained", "monolingual", "dev").getFirst().queries()).isEqualTo(18);
        assertThat(rows("trained", "monolingual", "dev-unshared").getFirst().queries())
                .as("every other development query has a positive of its own")
                .isEqualTo(9);
    }

    @Test
    @Order(1)
    void valuesAgreeWithEvaluatingTheWrittenRuns() throws IOException {
        Path pooled = shared.resolve("pooled-qrels.tsv");
        ExperimentData data = ExperimentData.load(ExperimentFile.read(file, List.of()));
        Qrels.write(pooled, data.evaluationJudgments(), true);
        Path bare = shared.resolve("collection/qrels/dev.tsv");
        for (String system : SYSTEMS) {
            Path pool = run.resolve("runs/" + system + ".pooled.dev.pool.trec");
            compare(rows(system, "pooled", "dev"), pool, pooled);
            // Bare ids do not say which language a relevant passage has.
            compare(LanguageBias.without(rows(system, "pooled", "dev")), pool, bare);
            for (String language : TinyCollection.LANGUAGES) {
                Path own = shared.resolve(language + "-qrels.tsv");
                List<String> lines = new ArrayList<>();
                for (String line : Files.readAllLines(bare)) {
                    String[] columns = line.split("\t");
                    if (!columns[0].startsWith("query")
                            && columns[0].startsWith(language)
                            && columns[1].startsWith(language)) {
                        lines.add(columns[0] + " 0 " + columns[1] + " " + columns[2]);
                    }
                }
                Files.write(own, lines);
                List<ResultRow> rows = rows(system, "monolingual", "dev").stream()
                        .filter(row -> row.language().equals(language))
                        .map(row -> new ResultRow(
                                row.system(),
                                row.task(),
                                row.split(),
                                row.scope(),
                                "micro",
                                row.metric(),
                                row.value(),
                                row.queries(),
                                row.low(),
                                row.high()))
                        .toList();
                assertThat(rows).hasSize(4);
                compare(rows, run.resolve("runs/" + system + ".monolingual.dev." + language + ".trec"), own);
            }
        }
    }

    @Test
    @Order(1)
    void queriesEqualToAnEvaluationQueryAreNotLearnedFrom() throws IOException {
        for (String name : List.of("negatives.jsonl.zst", "naive.jsonl.zst")) {
            String mined = text(run.resolve("mining").resolve(name));
            assertThat(mined.lines()).hasSize(36);
            for (String language : TinyCollection.LANGUAGES) {
                assertThat(mined).contains(language + "-train3\"").doesNotContain("repeated");
            }
        }
        String sw = TinyCollection.repeatedQuery("sw");
        assertThat(Files.readString(shared.resolve("collection/queries-train.jsonl")))
                .contains("sw-" + sw);
        Doctor.Findings findings = Doctor.examine(ExperimentFile.read(file, List.of()), Progress.SILENT);
        assertThat(findings.sound()).isTrue();
        assertThat(findings.text()).contains("train and dev: 3 training queries equal a held-out one");
    }

    @Test
    @Order(2)
    void aSecondRunSkipsEverythingAndChangesNoByte() throws IOException {
        SortedMap<String, String> before = TinyExperiment.all(run);
        Map<String, FileTime> times = stepTimes();
        assertThat(TinyExperiment.run(file, run).text()).isEqualTo(said);
        assertThat(TinyExperiment.all(run)).isEqualTo(before);
        assertThat(redone(times)).isEmpty();
    }

    @Test
    @Order(3)
    void theSameSeedGivesTheSameBytesInAnotherFolder() throws IOException {
        Path other = shared.resolve("other");
        TinyExperiment.run(file, other);
        SortedMap<String, String> promised = TinyExperiment.promised(run);
        assertThat(promised).hasSizeGreaterThan(50);
        assertThat(TinyExperiment.promised(other)).isEqualTo(promised);
        TinyExperiment.run(file, other, "seed=43");
        SortedMap<String, String> reseeded = TinyExperiment.promised(other);
        assertThat(reseeded.get("model/model.safetensors")).isNotEqualTo(promised.get("model/model.safetensors"));
        assertThat(reseeded.get("plan/epoch-000.jsonl")).isNotEqualTo(promised.get("plan/epoch-000.jsonl"));
    }

    @Test
    @Order(4)
    void otherMetricsRedoTheEvaluationOnly() throws IOException {
        Map<String, FileTime> times = stepTimes();
        TinyExperiment.run(file, run, "evaluate.metrics=[ndcg@5, map]");
        assertThat(redone(times)).containsExactly("evaluate", "report");
        assertThat(rows("trained", "pooled", "dev").stream()
                        .map(ResultRow::metric)
                        .distinct())
                .containsExactly("ndcg@5", "map");
    }

    @Test
    @Order(5)
    void anotherLearningRateTrainsAgainButMinesAndPlansNothing() throws IOException {
        TinyExperiment.run(file, run);
        SortedMap<String, String> before = TinyExperiment.promised(run);
        Map<String, FileTime> times = stepTimes();
        TinyExperiment.run(file, run, "train.learning-rate=2e-3");
        assertThat(redone(times))
                .containsExactlyInAnyOrder(
                        "train-naive",
                        "train-trained",
                        "encode-naive",
                        "encode-trained",
                        "index",
                        "search-naive",
                        "search-trained",
                        "search-hybrid",
                        "evaluate",
                        "report");
        assertThat(TinyExperiment.promised(run).get("model/model.safetensors"))
                .isNotEqualTo(before.get("model/model.safetensors"));
        TinyExperiment.run(file, run);
        assertThat(TinyExperiment.promised(run)).as("back again").isEqualTo(before);
    }

    @Test
    @Order(6)
    void changedTextsRedoEverythingThatDependsOnThem() throws IOException {
        Path corpus = shared.resolve("collection/corpus.jsonl");
        String text = Files.readString(corpus);
        Map<String, FileTime> times = stepTimes();
        Files.writeString(corpus, text.replace("\"_id\": \"en-4\", ", "\"_id\": \"en-4\", \"note\": \"x\", "));
        try {
            TinyExperiment.run(file, run);
            assertThat(redone(times))
                    .contains("collection", "bm25", "encode-untouched", "candidates", "train-trained", "evaluate");
        } finally {
            Files.writeString(corpus, text);
        }
    }

    @Test
    @Order(7)
    void fewerSystemsNeedFewerSteps() throws IOException {
        Path lexical = shared.resolve("lexical");
        TinyExperiment.run(file, lexical, "evaluate.systems=[bm25]");
        assertThat(ResultsFile.readResults(lexical.resolve("results.json")))
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row.system()).isEqualTo("bm25"));
        assertThat(lexical.resolve("model")).doesNotExist();
        Path dense = shared.resolve("dense");
        TinyExperiment.run(file, dense, "evaluate.systems=[untouched]", "evaluate.tasks=[pooled]");
        assertThat(TinyExperiment.all(dense.resolve("runs"))).containsOnlyKeys("untouched.pooled.dev.pool.trec");
        TinyExperiment.run(file, dense, "evaluate.systems=[bm25]", "evaluate.tasks=[pooled]");
        assertThat(TinyExperiment.all(dense.resolve("runs")))
                .as("runs of systems nobody asks for any more are gone")
                .containsOnlyKeys("bm25.pooled.dev.pool.trec");
    }

    @Test
    @Order(8)
    void miraclsLayoutWithRecurringIds() throws IOException {
        Path collection = TinyCollection.miracl(shared.resolve("miracl"));
        Path experiment = TinyExperiment.file(shared.resolve("miracl.yaml"), collection, "auto");
        Path out = shared.resolve("miracl-run");
        TinyExperiment.run(
                experiment,
                out,
                "evaluate.systems=[bm25, trained]",
                "collection.sample.random-passages-per-language=5",
                "train.epochs=1",
                "collection.languages=[sw, en]");
        List<ResultRow> rows = ResultsFile.readResults(out.resolve("results.json"));
        assertThat(rows.stream().map(ResultRow::language).distinct())
                .contains("en", "sw")
                .doesNotContain("de");
        assertThat(rows.stream().map(ResultRow::task).distinct())
                .as("MIRACL judges no passage of another language")
                .containsExactly("monolingual", "pooled");
        String pool = Files.readString(out.resolve("runs/trained.pooled.dev.pool.trec"));
        assertThat(pool.lines()).allMatch(line -> line.matches("(en|sw):dev\\d Q0 (en|sw):\\d+#0 \\d+ \\S+ \\S+"));
        String own = Files.readString(out.resolve("runs/trained.monolingual.dev.sw.trec"));
        assertThat(own.lines()).allMatch(line -> line.matches("dev\\d Q0 \\d+#0 \\d+ \\S+ \\S+"));
    }

    @Test
    @Order(9)
    void whatCannotWorkIsRefusedBeforeAnyStep() {
        for (String wrong : List.of(
                "mine.stages=[{perc_pos: 1}]",
                "evaluate.metrics=[ndcg]",
                "text.passage-tokens=65",
                "train.chunk-tokens=16",
                "collection.path=/nowhere",
                "evaluate.split=test",
                "collection.train-split=training",
                "collection.languages=[xx]")) {
            Path out = shared.resolve("refused");
            assertThatThrownBy(() -> TinyExperiment.run(file, out, wrong))
                    .as(wrong)
                    .isInstanceOf(BadInputException.class);
            assertThat(out.resolve("steps")).as(wrong).doesNotExist();
        }
    }

    private static List<ResultRow> rows(String system, String task, String split) throws IOException {
        return ResultsFile.readResults(run.resolve("results.json")).stream()
                .filter(row -> row.system().equals(system)
                        && row.task().equals(task)
                        && row.split().equals(split))
                .toList();
    }

    /** Every row must be among the figures that {@code evaluate} finds in the run file. */
    private static void compare(List<ResultRow> rows, Path runFile, Path qrels) throws IOException {
        JsonNode report = JsonMapper.shared()
                .readTree(EvaluateJob.run(
                                runFile,
                                qrels,
                                rows.stream().map(ResultRow::metric).distinct().toList(),
                                Optional.empty(),
                                Optional.empty())
                        .json());
        Map<String, JsonNode> found = new HashMap<>();
        report.get("results")
                .forEach(row -> found.put(
                        row.get("language").stringValue() + " "
                                + row.get("metric").stringValue(),
                        row));
        assertThat(rows).isNotEmpty();
        for (ResultRow row : rows) {
            JsonNode other = found.get(row.language() + " " + row.metric());
            assertThat(other).as(row + " in " + found.keySet()).isNotNull();
            if (other != null) {
                assertThat(other.get("value").doubleValue()).as(row.toString()).isEqualTo(row.value(), within(1e-12));
                assertThat(other.get("queries").intValue()).as(row.toString()).isEqualTo(row.queries());
            }
        }
    }

    private static Map<String, FileTime> stepTimes() throws IOException {
        Map<String, FileTime> times = new TreeMap<>();
        for (String name : TinyExperiment.all(run.resolve("steps")).keySet()) {
            if (name.endsWith(".json")) {
                times.put(name, Files.getLastModifiedTime(run.resolve("steps").resolve(name)));
            }
        }
        return times;
    }

    /** The steps that ended since then. */
    private static List<String> redone(Map<String, FileTime> since) throws IOException {
        List<String> redone = new ArrayList<>();
        stepTimes().forEach((name, time) -> {
            if (!time.equals(since.get(name))) {
                redone.add(name.replace(".json", ""));
            }
        });
        return redone;
    }

    private static String text(Path compressed) throws IOException {
        try (InputStream in = CompressedFiles.open(compressed)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
