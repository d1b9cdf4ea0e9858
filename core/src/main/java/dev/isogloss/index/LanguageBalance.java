package dev.isogloss.index;

import dev.isogloss.data.Language;
import dev.isogloss.embed.Vectors;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.JsonFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A dial against language bias: the share {@code lambda} of the mean vector of its language is taken off every vector, which is
 * then brought to length 1 again. With {@code a} the mean of the query's language and {@code b} that of the passage's,
 *
 * <pre>  q' = (q - lambda a) / |q - lambda a|,   d' = (d - lambda b) / |d - lambda b|,   score = q' . d'</pre>
 *
 * At 0 nothing changes. Translations of one passage come closer, which pooled search gains from and search within one language
 * loses a little by; see the measurements.
 *
 * @param lambda 0 .. 1
 * @param means by language; a language without one is left as it is
 */
public record LanguageBalance(double lambda, SortedMap<Language, float[]> means) {
    /** Rows that are not mapped from a file are copied when they are asked for: never a whole language at once. */
    private static final int ROWS_AT_ONCE = 4096;

    public LanguageBalance {
        if (!(lambda >= 0 && lambda <= 1)) {
            throw new BadInputException("the language balance must be 0 .. 1 (got: " + lambda + ")");
        }
        means = Collections.unmodifiableSortedMap(new TreeMap<>(means));
    }

    /** The balance by the means of the passages; queries are taken to lie where the passages of their language do. */
    public static LanguageBalance of(Vectors passages, double lambda) {
        SortedMap<Language, float[]> means = new TreeMap<>();
        float[] row = new float[passages.dimension()];
        RowSet.byLanguage(passages).forEach((language, rows) -> {
            double[] sum = new double[row.length];
            for (RowSet.Run run : rows.runs()) {
                for (int from = run.from(); from < run.to(); from += ROWS_AT_ONCE) {
                    int to = Math.min(from + ROWS_AT_ONCE, run.to());
                    MemorySegment vectors = passages.rows(from, to);
                    for (int i = 0; i < to - from; i++) {
                        long offset = (long) i * row.length * Float.BYTES;
                        MemorySegment.copy(vectors, ValueLayout.JAVA_FLOAT_UNALIGNED, offset, row, 0, row.length);
                        for (int d = 0; d < sum.length; d++) {
                            sum[d] += row[d];
                        }
                    }
                }
            }
            float[] mean = new float[row.length];
            for (int d = 0; d < mean.length; d++) {
                mean[d] = (float) (sum[d] / rows.size());
            }
            means.put(language, mean);
        });
        return new LanguageBalance(lambda, means);
    }

    /** The same means with another share. */
    public LanguageBalance with(double share) {
        return new LanguageBalance(share, means);
    }

    /** Vectors of passages as this balance leaves them: what is indexed of them is searched with {@link #balanced(QueryEncoder)}. */
    public Vectors balanced(Vectors passages) {
        return new BalancedVectors(passages, this);
    }

    /** Vectors of queries as this balance leaves them. */
    public QueryEncoder balanced(QueryEncoder encoder) {
        return queries -> {
            float[][] raw = encoder.encode(queries);
            float[][] moved = new float[raw.length][];
            for (int i = 0; i < raw.length; i++) {
                moved[i] = balanced(queries.get(i).language(), raw[i]);
            }
            return moved;
        };
    }

    /** Writes {@code {"lambda": 0.7, "means": {"sw": [..]}}}. */
    public void write(Path file) throws IOException {
        JsonFile.write(file, this);
    }

    /**
     * What {@link #write} wrote, to the last bit.
     *
     * @throws BadInputException when it is no such file
     */
    public static LanguageBalance read(Path file) throws IOException {
        return JsonFile.read(file, LanguageBalance.class);
    }

    /** The balanced vector; a vector that is nothing but its language's share stays as it is. */
    public float[] balanced(Language language, float[] vector) {
        float[] moved = vector.clone();
        float[] mean = means.get(language);
        if (lambda == 0 || mean == null) {
            return moved;
        }
        double squares = 0;
        for (int d = 0; d < moved.length; d++) {
            double value = vector[d] - lambda * mean[d];
            moved[d] = (float) value;
            squares += value * value;
        }
        double norm = Math.sqrt(squares);
        if (norm == 0) {
            return vector.clone();
        }
        for (int d = 0; d < moved.length; d++) {
            moved[d] = (float) (moved[d] / norm);
        }
        return moved;
    }
}
