package dev.isogloss.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import uk.ac.gla.terrier.jtreceval.trec_eval;

/** What trec_eval 9.0.4 itself says, with {@code -c}; the last entry of each metric is {@code all}. */
final class TrecEvalOracle {
    /** It prints four digits. */
    static final double TOLERANCE = 5e-5 + 1e-12;

    private static final Map<String, String> NAMES = Map.of(
            "ndcg_cut_10",
            "ndcg@10",
            "ndcg_cut_3",
            "ndcg@3",
            "recall_100",
            "recall@100",
            "recall_5",
            "recall@5",
            "map",
            "map",
            "map_cut_10",
            "map@10",
            "recip_rank",
            "mrr@10");

    static final List<Metric> METRICS =
            NAMES.values().stream().sorted().map(Metric::parse).toList();

    private TrecEvalOracle() {}

    static Map<String, Map<String, Double>> evaluate(Path judgments, Path run) {
        Assumptions.assumeTrue(trec_eval.isPlatformSupported(), "trec_eval has no executable for this platform");
        Map<String, Map<String, Double>> values = new TreeMap<>();
        collect(
                values,
                "-q",
                "-c",
                "-m",
                "map",
                "-m",
                "map_cut.10",
                "-m",
                "recall.5,100",
                "-m",
                "ndcg_cut.3,10",
                judgments.toString(),
                run.toString());
        collect(values, "-q", "-c", "-M", "10", "-m", "recip_rank", judgments.toString(), run.toString());
        return values;
    }

    /** Compares every value and the averages with trec_eval's; gives the number of query evaluations compared. */
    static int compare(Path judgments, Path run, RunEvaluator evaluator) throws IOException {
        Map<String, Map<String, Double>> expected = evaluate(judgments, run);
        RunEvaluator.Outcome outcome = evaluator.evaluate(lines -> RunFiles.read(run, lines));
        List<String> differences = new ArrayList<>();
        int compared = 0;
        for (QueryScores scores : outcome.scores()) {
            Map<String, Double> theirs = expected.getOrDefault(scores.metric().name(), Map.of());
            Map<String, Double> ours = new TreeMap<>();
            scores.byLanguage().values().forEach(ours::putAll);
            for (Map.Entry<String, Double> entry : ours.entrySet()) {
                // trec_eval counts a query that the run misses as 0 and prints no line for it.
                double value = theirs.getOrDefault(entry.getKey(), 0.0);
                if (Math.abs(value - entry.getValue()) > TOLERANCE) {
                    differences.add(scores.metric().name() + " " + entry + ", trec_eval " + value);
                }
                compared++;
            }
            assertThat(scores.micro()).isCloseTo(theirs.getOrDefault("all", -1.0), within(TOLERANCE));
            assertThat(theirs.size() - 1).isEqualTo(ours.size() - outcome.missing());
        }
        assertThat(differences).isEmpty();
        return compared;
    }

    private static void collect(Map<String, Map<String, Double>> values, String... arguments) {
        for (String[] line : new trec_eval().runAndGetOutput(arguments)) {
            String name = NAMES.get(line[0].strip());
            if (name == null) {
                throw new IllegalStateException("trec_eval said: " + String.join(" ", line));
            }
            values.computeIfAbsent(name, unused -> new TreeMap<>())
                    .put(line[1].strip(), Double.valueOf(line[2].strip()));
        }
    }
}
