package dev.isogloss.eval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isogloss.testing.SharedData;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Agreement with trec_eval 9.0.4, query by query and on average. */
class TrecEvalTest {
    @TempDir
    Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void agreesOnGeneratedJudgmentsOfManyGrades(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        TreeMap<String, TreeMap<String, Integer>> judgments = new TreeMap<>();
        for (int query = 0; query < 150; query++) {
            TreeMap<String, Integer> grades = new TreeMap<>();
            boolean noneRelevant = random.nextInt(10) == 0;
            int judged = random.nextInt(1, 40);
            for (int i = 0; i < judged; i++) {
                grades.put("d" + random.nextInt(60) + "#" + i, noneRelevant ? 0 : random.nextInt(-2, 4));
            }
            // trec_eval itself crashes on a query whose grades are all negative.
            grades.put("never-negative", 0);
            judgments.put("q" + query, grades);
        }
        int compared = compare(judgments, seed);
        assertThat(compared).isEqualTo(150 * TrecEvalOracle.METRICS.size());
    }

    @Test
    void agreesOnAllJudgmentsOfMiracl() throws IOException, InterruptedException {
        Path archive = SharedData.require("data/miracl-topics-qrels.tar.xz");
        Process tar = new ProcessBuilder("tar", "xJf", archive.toString(), "-C", folder.toString())
                .inheritIO()
                .start();
        assertThat(tar.waitFor()).isZero();
        int queries = 0;
        int compared = 0;
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(folder.resolve("miracl-topics-qrels"), "qrels.*.tsv")) {
            // A file at a time: trec_eval searches its list of queries from the front for every query.
            for (Path file : files) {
                TreeMap<String, TreeMap<String, Integer>> judgments = miracl(file);
                queries += judgments.size();
                compared += compare(judgments, queries);
            }
        }
        assertThat(queries).isEqualTo(40_203 + 13_495);
        assertThat(compared).isEqualTo(queries * TrecEvalOracle.METRICS.size());
    }

    private static TreeMap<String, TreeMap<String, Integer>> miracl(Path file) throws IOException {
        TreeMap<String, TreeMap<String, Integer>> judgments = new TreeMap<>();
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String[] parts = line.split("\t");
                judgments.computeIfAbsent(parts[0], unused -> new TreeMap<>()).put(parts[2], Integer.valueOf(parts[3]));
            }
        }
        return judgments;
    }

    @Test
    void aQueryWithoutRelevantPassagesCountsAsZeroInTheMean() throws IOException {
        TreeMap<String, TreeMap<String, Integer>> judgments = new TreeMap<>();
        judgments.put("q1", new TreeMap<>(Map.of("d1", 1)));
        judgments.put("q2", new TreeMap<>(Map.of("d1", 0)));
        Path run = folder.resolve("run");
        Files.writeString(run, "q1 Q0 d1 1 2.0 t\nq2 Q0 d1 1 2.0 t\n");
        Path qrels = folder.resolve("qrels");
        RunFiles.writeJudgments(qrels, judgments);
        RunEvaluator evaluator = new RunEvaluator(judgments, List.of(Metric.parse("ndcg@10")));
        assertThat(evaluator
                        .evaluate(lines -> RunFiles.read(run, lines))
                        .scores()
                        .getFirst()
                        .micro())
                .isEqualTo(0.5);
        assertThat(TrecEvalOracle.compare(qrels, run, evaluator)).isEqualTo(2);
    }

    private int compare(TreeMap<String, TreeMap<String, Integer>> judgments, long seed) throws IOException {
        Path qrels = folder.resolve("qrels");
        Path run = folder.resolve("run");
        RunFiles.writeJudgments(qrels, judgments);
        RunFiles.writeRun(run, judgments, new SplittableRandom(seed));
        return TrecEvalOracle.compare(qrels, run, new RunEvaluator(judgments, TrecEvalOracle.METRICS));
    }
}
