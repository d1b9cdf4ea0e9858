package dev.isogloss.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.io.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsFileTest {
    private static final ResultRow ROW =
            new ResultRow("trained", "monolingual", "dev", "miracl-mini", "sw", "ndcg@10", 0.78, 120, 0.74, 0.82);
    private static final Comparison COMPARISON =
            new Comparison("trained", "bm25", "monolingual", "ndcg@10", "micro", 0.1, 0.01, 0.03, 740);

    @Test
    void writesTheFieldsOthersRead() {
        assertThat(ResultsFile.resultsJson(List.of(ROW))).isEqualTo("""
                        [
                        {"system":"trained","task":"monolingual","split":"dev","scope":"miracl-mini","language":"sw",\
                        "metric":"ndcg@10","value":0.78,"queries":120,"low":0.74,"high":0.82}
                        ]
                        """);
        assertThat(ResultsFile.comparisonsJson(List.of(COMPARISON))).isEqualTo("""
                        [
                        {"system":"trained","against":"bm25","task":"monolingual","metric":"ndcg@10","language":"micro",\
                        "difference":0.1,"p":0.01,"p-holm":0.03,"queries":740}
                        ]
                        """);
        assertThat(ResultsFile.resultsJson(List.of())).isEqualTo("[]\n");
    }

    @Test
    void readsBackWhatItWrote(@TempDir Path folder) throws IOException {
        Path results = folder.resolve("results.json");
        ResultsFile.writeResults(results, List.of(ROW, ROW));
        ResultsFile.writeResults(results, List.of(ROW));
        assertThat(ResultsFile.readResults(results)).containsExactly(ROW);
        Path comparisons = folder.resolve("comparisons.json");
        ResultsFile.writeComparisons(comparisons, List.of(COMPARISON, COMPARISON));
        assertThat(ResultsFile.readComparisons(comparisons)).containsExactly(COMPARISON, COMPARISON);
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactlyInAnyOrder(results, comparisons);
        }
    }

    @Test
    void saysWhichFileIsBroken(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("results.json");
        for (String broken : List.of("[{\"system\":\"x\"}]", "[", "{}", "[{\"surprise\":1}]")) {
            Files.writeString(file, broken);
            assertThatThrownBy(() -> ResultsFile.readResults(file))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining(file.toString());
        }
    }

    @Property(tries = 100)
    void everyDoubleSurvives(@ForAll @DoubleRange(min = 0, max = 1) double value) throws IOException {
        Path file = Files.createTempFile("results", ".json");
        ResultRow row = new ResultRow("s", "pooled", "dev", "x", "macro", "map", value, 1, value, value);
        ResultsFile.writeResults(file, List.of(row));
        assertThat(ResultsFile.readResults(file)).containsExactly(row);
        Files.delete(file);
    }

    @Test
    void rowsListAveragesFirst() {
        QueryScores scores = QueryScores.ofIds(Metric.parse("map"), Map.of("zh:1", 1.0, "ar:1", 0.5, "ar:2", 0.0));
        List<ResultRow> rows = ResultRow.of("s", "pooled", "dev", "x", scores, new Bootstrap(1000, 1));
        assertThat(rows).extracting(ResultRow::language).containsExactly("macro", "micro", "ar", "zh");
        assertThat(rows).extracting(ResultRow::value).containsExactly(0.625, 0.5, 0.25, 1.0);
        assertThat(rows).extracting(ResultRow::queries).containsExactly(3, 3, 2, 1);
        assertThat(rows).allMatch(row -> row.low() <= row.value() && row.value() <= row.high());
    }

    @Test
    void tablesAreAlignedAndMarkWhoIsBetter() {
        ResultRow weak = new ResultRow("bm25", "monolingual", "dev", "mini", "micro", "ndcg@10", 0.6, 740, 0.5, 0.7);
        ResultRow strong =
                new ResultRow("trained", "monolingual", "dev", "mini", "micro", "ndcg@10", 0.7, 740, 0.6, 0.8);
        ResultRow elsewhere = new ResultRow("trained", "pooled", "dev", "mini", "micro", "ndcg@10", 0.4, 740, 0.3, 0.5);
        String averages = ResultTable.averages(List.of(weak, strong, elsewhere), List.of(COMPARISON));
        assertThat(averages).isEqualTo("""
                        monolingual search, dev, scope mini, micro: mean over queries, 740 queries
                          system     ndcg@10 [95 % interval]
                          a bm25     0.600 [0.500, 0.700]
                          b trained  0.700 [0.600, 0.800] a

                        pooled search, dev, scope mini, micro: mean over queries, 740 queries
                          system     ndcg@10 [95 % interval]
                          a trained  0.400 [0.300, 0.500]

                        """);
        assertThat(ResultTable.languages(List.of(weak, strong, ROW), Metric.parse("ndcg@10")))
                .contains("monolingual search, dev, scope miracl-mini, ndcg@10", "  sw        120      0.780");
    }
}
