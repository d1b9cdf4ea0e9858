package dev.isogloss.bench.kernel;

import dev.isogloss.eval.Metric;
import dev.isogloss.eval.RunEvaluator;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** 1,000 queries with 100 lines each against judgments, without reading a file. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class EvaluationBenchmark {
    private static final int QUERIES = 1000;
    private static final int DEPTH = 100;

    private final Map<String, Map<String, Integer>> judgments = judgments();
    private final RunEvaluator evaluator = new RunEvaluator(judgments, Metric.STANDARD);
    private final String[][] passages = passages();

    private static Map<String, Map<String, Integer>> judgments() {
        SplittableRandom random = new SplittableRandom(1);
        Map<String, Map<String, Integer>> judgments = new HashMap<>();
        for (int query = 0; query < QUERIES; query++) {
            Map<String, Integer> grades = new HashMap<>();
            for (int i = 0; i < 5; i++) {
                Integer before = grades.put("p" + random.nextInt(2 * DEPTH), 1);
                assert before == null || before == 1 : "all are relevant";
            }
            judgments.put("q" + query, grades);
        }
        return judgments;
    }

    private static String[][] passages() {
        String[][] passages = new String[QUERIES][DEPTH];
        for (int query = 0; query < QUERIES; query++) {
            for (int rank = 0; rank < DEPTH; rank++) {
                passages[query][rank] = "p" + (rank * 7 + query) % (2 * DEPTH);
            }
        }
        return passages;
    }

    /** The four usual metrics. */
    @Benchmark
    public RunEvaluator.Outcome evaluate() throws IOException {
        return evaluator.evaluate(consumer -> {
            for (int query = 0; query < QUERIES; query++) {
                for (int rank = 0; rank < DEPTH; rank++) {
                    consumer.accept("q" + query, passages[query][rank], DEPTH - rank);
                }
            }
        });
    }
}
