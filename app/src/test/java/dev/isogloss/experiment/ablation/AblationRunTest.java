package dev.isogloss.experiment.ablation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.isogloss.eval.ResultRow;
import dev.isogloss.eval.ResultsFile;
import dev.isogloss.experiment.Experiment;
import dev.isogloss.experiment.ExperimentFile;
import dev.isogloss.experiment.FinishedStep;
import dev.isogloss.experiment.ForeseenStep;
import dev.isogloss.experiment.Pipeline;
import dev.isogloss.experiment.RunFolder;
import dev.isogloss.experiment.TinyCollection;
import dev.isogloss.experiment.TinyExperiment;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Checksums;
import dev.isogloss.io.Progress;
import dev.isogloss.job.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A table of four rows on the made-up collection. The tests share one ablation folder: the first read it, the last change it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AblationRunTest {
    private static final String TABLE = """
        title: Tiny, 100 % & "small"
        reference: ours
        baseline-row: naive
        set: {train.epochs: 1, index.hnsw: false}
        rows:
          - {name: bm25, system: bm25}
          - {name: naive, system: naive}
          - {name: ours, seeds: 3}
          - {name: "gamma 0", set: {plan.language-exponent: 0}}
        """;

    @TempDir
    private static Path shared = Path.of("");

    private static Path file = Path.of("");
    private static Path table = Path.of("");
    private static Path out = Path.of("");
    private static List<ForeseenRow> foreseen = List.of();
    private static final List<String> PARTIAL = new ArrayList<>();
    private static AblationRun.Outcome first = new AblationRun.Outcome("", "", new java.util.LinkedHashMap<>());

    @BeforeAll
    static void runOnce() throws IOException {
        Path collection = TinyCollection.plain(shared.resolve("collection"));
        file = TinyExperiment.file(shared.resolve("tiny.yaml"), collection, "plain");
        table = Files.writeString(shared.resolve("four.yaml"), TABLE);
        out = shared.resolve("out");
        AblationRun whole = ablation(table, out);
        foreseen = whole.foresee(List.of(), Progress.SILENT);
        first = whole.run(List.of(), PARTIAL::add, Progress.SILENT);
    }

    private static AblationRun ablation(Path tableFile, Path into) {
        return new AblationRun(file, List.of(), AblationFile.read(tableFile.toString(), shared), into, List.of());
    }

    private static AblationRun.Outcome run(Path tableFile, Path into) throws IOException {
        return ablation(tableFile, into).run(Progress.SILENT);
    }

    @Test
    @Order(1)
    void stepsThatDoNotDifferAreDoneOnce() {
        assertThat(first.steps().keySet())
                .containsExactly("bm25", "naive", "ours", "ours.seed-43", "ours.seed-44", "gamma-0");
        Map<String, Long> worked = worked(first);
        for (String once : List.of(
                "collection",
                "bm25",
                "model",
                "encode-untouched",
                "candidates",
                "filter-naive",
                "filter-trained",
                "train-naive",
                "search-bm25")) {
            assertThat(worked).containsEntry(once, 1L);
        }
        assertThat(worked)
                .containsEntry("train-trained", 4L)
                .containsEntry("plan-trained", 4L)
                .containsEntry("evaluate", 6L);
        assertThat(first.steps().get("naive"))
                .as("a naive row trains nothing else")
                .noneMatch(step -> step.name().endsWith("-trained"));
        assertThat(first.steps().get("bm25"))
                .extracting(FinishedStep::name)
                .containsExactly("collection", "bm25", "index", "search-bm25", "evaluate", "report");
    }

    @Test
    @Order(1)
    void aDryRunSaysWhatTheRunThenDoes() {
        assertThat(foreseen).hasSize(first.steps().size());
        for (ForeseenRow row : foreseen) {
            List<FinishedStep> did = java.util.Objects.requireNonNull(
                    first.steps().get(row.folder().substring("rows/".length())), row.folder());
            assertThat(row.steps())
                    .as(row.folder())
                    .extracting(ForeseenStep::name, step -> step.fate() == ForeseenStep.Fate.WORKS)
                    .isEqualTo(did.stream()
                            .map(step -> tuple(step.name(), step.worked()))
                            .toList());
        }
    }

    @Test
    @Order(1)
    void aTableIsShownAfterEveryRow() {
        assertThat(PARTIAL).hasSize(3);
        for (int rows = 1; rows <= 3; rows++) {
            assertThat(PARTIAL.get(rows - 1)).contains("(" + rows + " of 4 rows)");
        }
        assertThat(PARTIAL.getFirst()).contains("bm25 ").doesNotContain("gamma 0");
        assertThat(first.text()).contains("gamma 0").doesNotContain("of 4 rows");
    }

    @Test
    @Order(1)
    void sharedFilesAreLinkedNotCopied() throws IOException {
        Path rows = out.resolve("four/rows");
        Path vectors = Path.of("vectors/untouched-passages");
        for (String name : names(rows.resolve("ours").resolve(vectors))) {
            Path ours = rows.resolve("ours").resolve(vectors).resolve(name);
            Path others = rows.resolve("gamma-0").resolve(vectors).resolve(name);
            assertThat(Files.getAttribute(others, "unix:ino")).isEqualTo(Files.getAttribute(ours, "unix:ino"));
        }
        assertThat(Files.readString(rows.resolve("gamma-0/steps/candidates.json")))
                .contains("../naive");
    }

    @Test
    @Order(1)
    void aRowEqualsAnOrdinaryRunWithItsSettings() throws IOException {
        for (String row : List.of("naive", "ours.seed-43")) {
            Path folder = out.resolve("four/rows").resolve(row);
            Path alone = shared.resolve("alone-" + row);
            Experiment experiment = ExperimentFile.read(folder.resolve("experiment.yaml"), List.of());
            Pipeline.Outcome outcome =
                    Pipeline.run(experiment, new RunFolder(alone), Pipeline.Until.REPORT, Progress.SILENT);
            assertThat(outcome.steps()).allMatch(FinishedStep::worked).noneMatch(FinishedStep::shared);
            assertThat(TinyExperiment.promised(folder)).as(row).isEqualTo(TinyExperiment.promised(alone));
            assertThat(Files.readAllBytes(folder.resolve("results.json")))
                    .as(row)
                    .isEqualTo(Files.readAllBytes(alone.resolve("results.json")));
        }
    }

    @Test
    @Order(1)
    void anOrdinaryRunGoesOnInTheFolderOfARow() throws IOException {
        Path folder = out.resolve("four/rows/ours");
        Experiment experiment = ExperimentFile.read(folder.resolve("experiment.yaml"), List.of());
        Pipeline.Outcome outcome =
                Pipeline.run(experiment, new RunFolder(folder), Pipeline.Until.REPORT, Progress.SILENT);
        assertThat(outcome.steps()).isNotEmpty().noneMatch(FinishedStep::worked);
    }

    @Test
    @Order(1)
    void theTableHoldsTheFiguresOfTheRuns() throws IOException {
        JsonNode result = JsonMapper.shared().readTree(Files.readString(out.resolve("four/table.json")));
        assertThat(JsonMapper.shared().readTree(first.json())).isEqualTo(result);
        int seen = 0;
        for (JsonNode row : result.get("rows")) {
            for (JsonNode figure : row.get("figures")) {
                for (int seed = 0; seed < row.get("folders").size(); seed++) {
                    ResultRow ran = macro(
                            out.resolve("four")
                                    .resolve(row.get("folders").get(seed).stringValue()),
                            figure.get("task").stringValue(),
                            figure.get("metric").stringValue());
                    assertThat(figure.get("by-seed").get(seed).doubleValue()).isEqualTo(ran.value());
                    if (row.get("folders").size() == 1) {
                        assertThat(figure.get("value").doubleValue()).isEqualTo(ran.value());
                        assertThat(figure.get("low").doubleValue()).isEqualTo(ran.low());
                        assertThat(figure.get("high").doubleValue()).isEqualTo(ran.high());
                    }
                    seen++;
                }
            }
        }
        assertThat(seen).as("3 tasks, 2 metrics, 6 runs").isEqualTo(36);
    }

    @Test
    @Order(1)
    void seedsGiveMeanAndSpread() throws IOException {
        JsonNode ours = JsonMapper.shared().readTree(first.json()).get("rows").get(2);
        int spread = 0;
        for (JsonNode figure : ours.get("figures")) {
            double mean = 0;
            for (JsonNode value : figure.get("by-seed")) {
                mean += value.doubleValue() / 3;
            }
            assertThat(figure.get("value").doubleValue()).isCloseTo(mean, within(1e-12));
            double squares = 0;
            for (JsonNode value : figure.get("by-seed")) {
                squares += Math.pow(value.doubleValue() - mean, 2);
            }
            assertThat(figure.get("spread").doubleValue()).isCloseTo(Math.sqrt(squares / 2), within(1e-12));
            spread += figure.get("spread").doubleValue() > 0 ? 1 : 0;
            assertThat(figure.has("reference")).as("ours against itself").isFalse();
            assertThat(figure.get("baseline").get("against").stringValue()).isEqualTo("naive");
        }
        assertThat(spread).as("figures on which the seeds disagree").isPositive();
        assertThat(Checksums.sha256(out.resolve("four/rows/ours/model/model.safetensors")))
                .isNotEqualTo(Checksums.sha256(out.resolve("four/rows/ours.seed-43/model/model.safetensors")));
    }

    @Test
    @Order(1)
    void holmGoesOverTheRows() throws IOException {
        JsonNode rows = JsonMapper.shared().readTree(first.json()).get("rows");
        for (int figure = 0; figure < 6; figure++) {
            double[] p = new double[3];
            double[] corrected = new double[3];
            int next = 0;
            for (JsonNode row : rows) {
                JsonNode difference = row.get("figures").get(figure).path("reference");
                if (!difference.isMissingNode()) {
                    p[next] = difference.get("p").doubleValue();
                    corrected[next++] = difference.get("p-holm").doubleValue();
                }
            }
            assertThat(next).isEqualTo(3);
            assertThat(corrected).isEqualTo(dev.isogloss.eval.Significance.holm(p));
        }
    }

    @Test
    @Order(2)
    void aSecondRunDoesNothing() throws IOException {
        SortedMap<String, String> before = files(out);
        AblationRun.Outcome again = run(table, out);
        assertThat(worked(again)).isEmpty();
        assertThat(again.text()).isEqualTo(first.text());
        assertThat(again.json()).isEqualTo(first.json());
        assertThat(files(out)).isEqualTo(before);
        AblationRun.Outcome some = ablation(table, out).run(List.of("bm25", "gamma-0"), PARTIAL::add, Progress.SILENT);
        assertThat(some.json())
                .as("finished rows stay in the table of fewer rows")
                .isEqualTo(first.json());
        assertThat(ablation(table, out).foresee(List.of(), Progress.SILENT))
                .flatExtracting(ForeseenRow::steps)
                .extracting(ForeseenStep::fate)
                .containsOnly(ForeseenStep.Fate.DONE);
        assertThat(files(out)).isEqualTo(before);
    }

    @Test
    @Order(2)
    void onlyTheRowsThatAreNamedAreRun() throws IOException {
        AblationRun.Outcome some =
                ablation(table, shared.resolve("some")).run(List.of("bm25"), PARTIAL::add, Progress.SILENT);
        assertThat(some.steps().keySet()).containsExactly("bm25");
        assertThat(some.text()).contains("(1 of 4 rows)").doesNotContain("gamma 0");
        assertThatThrownBy(() -> ablation(table, out).run(List.of("bm52"), PARTIAL::add, Progress.SILENT))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("did you mean bm25?");
    }

    @Test
    @Order(3)
    void aSecondTableUsesTheStepsOfTheFirst() throws IOException {
        Path other = Files.writeString(shared.resolve("other.yaml"), """
            set: {train.epochs: 1, index.hnsw: false}
            rows:
              - {name: untouched, system: untouched}
              - {name: full}
              - {name: hybrid, system: hybrid}
              - {name: listed, seeds: [44, 42]}
            """);
        assertThat(worked(run(other, out)))
                .containsOnlyKeys("index", "search-untouched", "search-hybrid", "evaluate", "report")
                .containsEntry("evaluate", 2L);
        JsonNode listed = JsonMapper.shared()
                .readTree(Files.readString(out.resolve("other/table.json")))
                .get("rows")
                .get(3);
        assertThat(listed.get("folders").valueStream().map(JsonNode::asString).toList())
                .containsExactly("rows/listed.seed-44", "rows/listed");
        JsonNode ours = JsonMapper.shared().readTree(first.json()).get("rows").get(2);
        for (int figure = 0; figure < 6; figure++) {
            JsonNode seeds = listed.get("figures").get(figure).get("by-seed");
            JsonNode counted = ours.get("figures").get(figure).get("by-seed");
            assertThat(seeds.get(0)).isEqualTo(counted.get(2));
            assertThat(seeds.get(1)).isEqualTo(counted.get(0));
        }
    }

    @Test
    @Order(4)
    void aChangedRowDoesOnlyWhatItsChangeAsksFor() throws IOException {
        SortedMap<String, String> ours = files(out.resolve("four/rows/ours"));
        Path changed = Files.writeString(shared.resolve("four.yaml"), TABLE.replace("exponent: 0}", "exponent: 1}"));
        try {
            assertThat(worked(run(changed, out)))
                    .containsOnlyKeys(
                            "plan-trained",
                            "train-trained",
                            "encode-trained",
                            "index",
                            "search-trained",
                            "evaluate",
                            "report")
                    .allSatisfy((step, times) -> assertThat(times).isEqualTo(1));
            assertThat(files(out.resolve("four/rows/ours")))
                    .as("what others link to stays as it is")
                    .isEqualTo(ours);
        } finally {
            Files.writeString(shared.resolve("four.yaml"), TABLE);
        }
    }

    @Test
    @Order(5)
    void aLostRowIsPutTogetherFromTheOthers() throws IOException {
        Folders.delete(out.resolve("four/rows/ours"));
        AblationRun.Outcome again = run(table, out);
        assertThat(java.util.Objects.requireNonNull(again.steps().get("ours")).stream()
                        .filter(FinishedStep::worked)
                        .map(FinishedStep::name))
                .as("the other table has a row of the same settings")
                .containsExactlyInAnyOrder("index", "report");
        assertThat(figures(again)).isEqualTo(figures(first));
    }

    @ParameterizedTest
    @Order(6)
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "rows: [{name: a}, {name: b, set: {mine.stagess: []}}]; row \"b\"; did you mean mine.stages?",
                "rows: [{name: a}, {name: b, set: {mine.stages: [{perc_pos: 1}]}}]; row \"b\"; did you mean perc-pos?",
                "rows: [{name: a}, {name: b, set: {train.weights: los}}]; row \"b\"; loss | denominator",
                "rows: [{name: a}, {name: b, set: {train.epochs: {a: 1}}}]; row \"b\"; train.epochs must be a whole"
                        + " number",
                "rows: [{name: a}, {name: b, set: {text.passage-tokens: 99}}]; row \"b\"; positions for 64",
                "rows: [{name: a}, {name: b, set: {collection.languages: [sw]}}]; row \"b\"; cannot differ inside a"
                        + " table",
                "rows: [{name: a}, {name: b, set: {evaluate: {split: train}}}]; row \"b\"; evaluate.split cannot"
                        + " differ",
                "rows: [{name: a}, {name: b, set: {seed: 7}}]; row \"b\"; ask for several seeds",
                "rows: [{name: a}, {name: b, system: bm52}]; row \"b\"; system must be one of",
                "rows: [{name: a}, {name: b, seeds: 0}]; row \"b\"; seeds must be a whole number",
                "rows: [{name: a}, {name: b, seeds: []}]; row \"b\"; a list of different seeds",
                "rows: [{name: a}, {name: b, seeds: [1, 1]}]; row \"b\"; a list of different seeds",
                "rows: [{name: a}, {name: b, seeds: [1, x]}]; row \"b\"; a list of different seeds",
                "rows: [{name: a}, {name: b, sets: {}}]; row 2; did you mean set?",
                "rows: [{name: a}, {nam: b}]; row 2; did you mean name?",
                "rows: [{name: a}, {name: A}]; rows \"a\" and \"A\"; another name",
                "rows: [{name: '--'}]; row; needs a letter",
                "rows: []; rows must be a list; [{name: full}]",
                "{rows: [{name: full}], reference: ful}; reference; did you mean full?",
                "{rows: [{name: full}], metrics: [ndcg]}; metrics; ndcg@k",
                "{rows: [{name: full}], refrence: full}; unknown key refrence; did you mean reference?",
                "]; not YAML; bad.yaml"
            })
    void aBadRowIsRefusedBeforeAnythingRuns(String yaml, String where, String hint) throws IOException {
        Path bad = Files.writeString(shared.resolve("bad.yaml"), yaml);
        Path nowhere = shared.resolve("refused");
        assertThatThrownBy(() -> run(bad, nowhere))
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll(where, hint);
        assertThat(nowhere).doesNotExist();
    }

    @Test
    @Order(6)
    void anUnknownTableIsRefusedWithTheNearest() {
        assertThatThrownBy(() -> AblationFile.read("fuor", shared))
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll("fuor", "did you mean four?");
    }

    private static ResultRow macro(Path run, String task, String metric) throws IOException {
        return ResultsFile.readResults(run.resolve("results.json")).stream()
                .filter(row -> row.task().equals(task)
                        && row.split().equals("dev")
                        && row.metric().equals(metric)
                        && row.language().equals(ResultRow.MACRO))
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, Long> worked(AblationRun.Outcome outcome) {
        return outcome.steps().values().stream()
                .flatMap(List::stream)
                .filter(FinishedStep::worked)
                .collect(Collectors.groupingBy(FinishedStep::name, TreeMap::new, Collectors.counting()));
    }

    private static List<JsonNode> figures(AblationRun.Outcome outcome) {
        return JsonMapper.shared().readTree(outcome.json()).findValues("figures");
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private static SortedMap<String, String> files(Path folder) throws IOException {
        SortedMap<String, String> hashes = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path path : files.filter(Files::isRegularFile).toList()) {
                hashes.put(folder.relativize(path).toString(), Checksums.sha256(path));
            }
        }
        return hashes;
    }
}
