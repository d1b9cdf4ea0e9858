package dev.isogloss.experiment.ablation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a row reached in one task by one metric, macro over languages. With several seeds, each query's value is its mean over the
 * seeds, and value, interval and tests are made of these.
 *
 * @param low lower end of the 95 % bootstrap interval over queries
 * @param high upper end
 * @param bySeed the values of single seeds
 * @param spread their sample standard deviation; null of a single seed
 * @param reference how it differs from the reference row; null of that row, and while that row is missing
 * @param baseline how it differs from the baseline row, likewise
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Figure(
        String task,
        String metric,
        int queries,
        double value,
        double low,
        double high,
        @JsonProperty("by-seed") List<Double> bySeed,
        @Nullable Double spread,
        @Nullable Difference reference,
        @Nullable Difference baseline) {
    public Figure {
        bySeed = List.copyOf(bySeed);
    }

    /** The sample standard deviation of the values of at least two seeds; null of a single one. */
    static @Nullable Double spread(List<Double> bySeed) {
        if (bySeed.size() < 2) {
            return null;
        }
        double mean = bySeed.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        double squares = bySeed.stream()
                .mapToDouble(value -> (value - mean) * (value - mean))
                .sum();
        return Math.sqrt(squares / (bySeed.size() - 1));
    }

    /** The differences there are, the reference's first. */
    List<Optional<Difference>> differences(boolean withBaseline) {
        return withBaseline
                ? List.of(Optional.ofNullable(reference), Optional.ofNullable(baseline))
                : List.of(Optional.ofNullable(reference));
    }
}
