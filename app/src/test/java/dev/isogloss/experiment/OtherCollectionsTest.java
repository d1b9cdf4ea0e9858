package dev.isogloss.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.eval.ResultRow;
import dev.isogloss.eval.ResultsFile;
import dev.isogloss.experiment.ablation.AblationFile;
import dev.isogloss.experiment.ablation.AblationRun;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Checksums;
import dev.isogloss.io.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Systems are measured on further collections too, by the same measure and under a scope of their own. */
class OtherCollectionsTest {
    @TempDir
    private Path folder = Path.of("");

    private Path file = Path.of("");

    @BeforeEach
    void writeCollections() throws IOException {
        file = TinyExperiment.file(
                folder.resolve("tiny.yaml"), TinyCollection.plain(folder.resolve("collection")), "plain");
        Path other = Files.createDirectories(TinyCollection.plain(folder.resolve("other")));
        // As the sets for measuring are: one file of judgments within languages, one that crosses them, no training
        // queries.
        List<String> judged = Files.readAllLines(other.resolve("qrels/dev.tsv"));
        Files.write(other.resolve("qrels-multi.tsv"), judged);
        Files.write(
                other.resolve("qrels.tsv"),
                judged.stream()
                        .filter(line -> line.substring(0, 2).equals(line.split("\t")[1].substring(0, 2))
                                || line.startsWith("query"))
                        .toList());
        Files.move(other.resolve("queries-dev.jsonl"), other.resolve("queries.jsonl"));
        for (String gone : List.of("queries-train.jsonl", "qrels/train.tsv", "qrels/dev.tsv", "qrels")) {
            Files.delete(other.resolve(gone));
        }
    }

    private String also() {
        return "evaluate.also=[{name: second, path: \"" + folder.resolve("other") + "\"}]";
    }

    private Pipeline.Outcome run(Path out, String... overrides) throws IOException {
        List<String> all = new java.util.ArrayList<>(List.of("index.hnsw=false", "train.epochs=1"));
        all.addAll(List.of(overrides));
        return Pipeline.run(ExperimentFile.read(file, all), new RunFolder(out), Pipeline.Until.REPORT, Progress.SILENT);
    }

    /** What does not name where it was measured. */
    private static Map<String, Double> values(List<ResultRow> rows) {
        return rows.stream()
                .collect(Collectors.toMap(
                        row -> row.system() + " " + row.task() + " " + row.language() + " " + row.metric(),
                        ResultRow::value,
                        (a, b) -> a,
                        TreeMap::new));
    }

    @Test
    void aSecondCollectionIsMeasuredAsTheFirstIs() throws IOException {
        Path out = folder.resolve("run");
        Pipeline.Outcome outcome = run(out, also());
        List<ResultRow> rows = ResultsFile.readResults(out.resolve("results.json"));
        List<ResultRow> own = rows.stream()
                .filter(row -> row.scope().equals("tiny") && row.split().equals("dev"))
                .toList();
        List<ResultRow> second =
                rows.stream().filter(row -> row.scope().equals("second")).toList();
        assertThat(second.stream().map(row -> row.task() + " " + row.split()).distinct())
                .as("within languages where the judgments are, across them where they cross")
                .containsExactlyInAnyOrder("monolingual all", "pooled multi", "cross multi");
        assertThat(values(second))
                .as("the same passages, queries and judgments give the same values")
                .isEqualTo(values(own));
        assertThat(outcome.text()).contains("scope second");
        assertThat(out.resolve("also/second/runs/trained.pooled.multi.pool.trec"))
                .isRegularFile();
        assertThat(Files.readString(out.resolve("report.html"))).contains("scope second");
        assertThat(Files.readString(out.resolve("provenance.json")))
                .contains("also/second/corpus.jsonl", Checksums.sha256(folder.resolve("other/qrels-multi.tsv")));

        Path handed = folder.resolve("handed");
        RunFiles.write(new RunFolder(out), RunFiles.Layout.TREC, Optional.empty(), Optional.of("pooled"), handed);
        assertThat(handed.resolve("also/second/runs/trained.pooled.multi.pool.trec"))
                .as("other tools get these runs too")
                .hasSameTextualContentAs(out.resolve("also/second/runs/trained.pooled.multi.pool.trec"));
        assertThat(handed.resolve("also/second/qrels/pooled.multi.pool.qrels")).isRegularFile();
        assertThat(handed.resolve("runs/trained.pooled.dev.pool.trec")).isRegularFile();

        assertThat(run(out, also()).steps()).noneMatch(FinishedStep::worked);
        assertThat(run(out).steps().stream().filter(FinishedStep::worked).map(FinishedStep::name))
                .as("without it, only the figures are made again")
                .containsExactly("evaluate", "report");
        assertThat(ResultsFile.readResults(out.resolve("results.json")))
                .allSatisfy(row -> assertThat(row.scope()).isEqualTo("tiny"));
        assertThat(out.resolve("also/second")).as("nobody asks for it any more").doesNotExist();
        assertThat(Files.readString(out.resolve("provenance.json"))).doesNotContain("also/");
    }

    @Test
    void rowsOfATableAreMeasuredThereToo() throws IOException {
        Path table = Files.writeString(folder.resolve("two.yaml"), """
                reference: untouched
                metrics: [ndcg@10]
                rows:
                  - {name: bm25, system: bm25}
                  - {name: untouched, system: untouched}
                """);
        AblationRun.Outcome outcome = new AblationRun(
                        file,
                        List.of("index.hnsw=false", also()),
                        AblationFile.read(table.toString(), folder),
                        folder.resolve("out"),
                        List.of())
                .run(Progress.SILENT);
        assertThat(outcome.text())
                .contains(
                        "pooled, split dev, scope tiny", "pooled, split multi, scope second", "monolingual, split all");
        Map<String, Double> values = new TreeMap<>();
        JsonNode bm25 = JsonMapper.shared().readTree(outcome.json()).get("rows").get(0);
        bm25.get("figures")
                .forEach(figure -> values.put(
                        figure.get("task").asString(), figure.get("value").asDouble()));
        assertThat(values)
                .containsOnlyKeys(
                        "monolingual",
                        "pooled",
                        "cross",
                        "monolingual on second/all",
                        "pooled on second/multi",
                        "cross on second/multi")
                .containsEntry("pooled on second/multi", values.get("pooled"));
        assertThat(Files.readString(folder.resolve("out/two/table.csv")))
                .contains("bm25,bm25,pooled,multi,second,ndcg@10");
    }

    @Test
    void whatCannotBeMeasuredIsSaidBeforeAnythingLong() {
        Path other = folder.resolve("other");
        for (Map.Entry<String, String> wrong : Map.of(
                        "[{name: second}]",
                        "a list such as",
                        "second",
                        "a list such as",
                        "[{name: tiny, path: \"" + other + "\"}]",
                        "tiny is taken",
                        "[{name: a/b, path: \"" + other + "\"}]",
                        "it names a folder",
                        "[{name: second, path: \"" + other + "\", splitts: [all]}]",
                        "not splitts",
                        "[{name: second, path: \"" + folder.resolve("nowhere") + "\"}]",
                        "nowhere",
                        "[{name: second, path: \"" + other + "\", splits: [tset]}]",
                        "no split tset")
                .entrySet()) {
            assertThatThrownBy(() -> run(folder.resolve("none"), "evaluate.also=" + wrong.getKey()))
                    .as(wrong.getKey())
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining(wrong.getValue());
        }
        assertThat(folder.resolve("none/corpus")).doesNotExist();
    }
}
