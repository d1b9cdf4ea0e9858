package dev.isogloss.bench.kernel;

import dev.isogloss.checkpoint.ModelFolder;
import dev.isogloss.encoder.HuggingFaceTextTokenizer;
import dev.isogloss.format.TextFile;
import dev.isogloss.tokenize.TokenBatch;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The first 256 texts of a file to token ids, cut at 256 tokens; run with {@code -p model=FOLDER -p texts=FILE}. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TokenizerBenchmark {
    private static final int TEXTS = 256;
    private static final int TOKENS = 256;

    /** A model folder. */
    @Param("")
    public String model = "";

    /** A file of JSON lines with {@code _id} and {@code text}. */
    @Param("")
    public String texts = "";

    private @Nullable HuggingFaceTextTokenizer tokenizer;
    private List<String> read = List.of();

    /** Opens both. */
    @Setup
    public void open() {
        tokenizer = HuggingFaceTextTokenizer.open(ModelFolder.open(model));
        try (Stream<String> all = new TextFile(Path.of(texts)).stream().map(passage -> passage.text())) {
            read = all.limit(TEXTS).toList();
        }
    }

    /** Tokenizes. */
    @Benchmark
    public TokenBatch tokenize() {
        return Objects.requireNonNull(tokenizer).tokenize(read, TOKENS);
    }

    /** Closes. */
    @TearDown
    public void close() {
        Objects.requireNonNull(tokenizer).close();
    }
}
