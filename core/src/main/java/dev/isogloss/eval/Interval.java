package dev.isogloss.eval;

/** Where a mean would lie in 95 of 100 repetitions with other queries of the same kind. */
public record Interval(double low, double high) {
    public Interval {
        if (!(low <= high)) {
            throw new IllegalArgumentException(
                    "an interval must not end before it begins (got: " + low + " .. " + high + ")");
        }
    }
}
