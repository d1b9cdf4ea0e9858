package dev.isogloss.bench.kernel;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Query;
import dev.isogloss.data.Ranking;
import dev.isogloss.embed.MatrixProduct;
import dev.isogloss.embed.VectorApiProduct;
import dev.isogloss.embed.Vectors;
import dev.isogloss.index.FlatIndex;
import dev.isogloss.search.SearchScope;
import dev.isogloss.tensor.NativeThreads;
import dev.isogloss.tensor.TorchProduct;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One block of exact search on one core: 512 queries, 4096 passages, 384 components, the best 100; the product and what is around it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ExactSearchBenchmark {
    private static final int QUERIES = 512;
    private static final int PASSAGES = 4096;
    private static final int DEPTH = 100;

    /** {@code torch} and {@code vector-api} multiply; {@code known} copies a product made before, so that selection is left. */
    @Param({"torch", "vector-api", "known"})
    public String product = "";

    private final RandomMatrix passages = new RandomMatrix(PASSAGES, 1);
    private final RandomMatrix queries = new RandomMatrix(QUERIES, 2);
    private final List<Query> names = IntStream.range(0, QUERIES)
            .mapToObj(row -> new Query(new Key(new Language("en"), Integer.toString(row)), ""))
            .toList();
    private final float[][] vectors =
            IntStream.range(0, QUERIES).mapToObj(queries::vector).toArray(float[][]::new);
    private MatrixProduct multiply = new VectorApiProduct();
    private FlatIndex index = index(passages, multiply);

    /** Chooses the product. */
    @Setup
    public void open() {
        NativeThreads.set(1);
        multiply = switch (product) {
            case "torch" -> new TorchProduct();
            case "vector-api" -> new VectorApiProduct();
            default -> known();
        };
        index = index(passages, multiply);
    }

    private static FlatIndex index(Vectors passages, MatrixProduct product) {
        return new FlatIndex(
                "dense", passages, unused -> new float[0][], product, new FlatIndex.Blocking(512, 4096, 1));
    }

    private MatrixProduct known() {
        MemorySegment scores = RandomMatrix.memory(QUERIES, PASSAGES);
        new TorchProduct()
                .multiply(
                        queries.rows(0, QUERIES),
                        QUERIES,
                        passages.rows(0, PASSAGES),
                        PASSAGES,
                        RandomMatrix.DIMENSION,
                        scores);
        return (asked, rows, found, columns, dimension, target) ->
                MemorySegment.copy(scores, 0, target, 0, (long) Float.BYTES * rows * columns);
    }

    /** The product alone. */
    @Benchmark
    public MemorySegment product(Scores scores) {
        multiply.multiply(
                queries.rows(0, QUERIES),
                QUERIES,
                passages.rows(0, PASSAGES),
                PASSAGES,
                RandomMatrix.DIMENSION,
                scores.memory);
        return scores.memory;
    }

    /** The product, selection, exact scores and rankings. */
    @Benchmark
    public List<Ranking> search() {
        return index.retrieve(names, vectors, new SearchScope.Pool(), DEPTH);
    }

    /** Where a product writes to. */
    @State(Scope.Thread)
    public static class Scores {
        private final MemorySegment memory = RandomMatrix.memory(QUERIES, PASSAGES);
    }
}
