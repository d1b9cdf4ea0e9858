package dev.isogloss.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;

/**
 * One line of a result table: what a system reached on the queries of one language, or on the average over all.
 *
 * @param task {@code monolingual}, {@code pooled} or {@code cross}
 * @param scope which passages were searched, for example {@code miracl-mini}; results of different scopes never share a table
 * @param language a code, {@code query>passage} in task {@code cross}, {@link #MACRO} or {@link #MICRO}
 * @param metric a name that {@link Metric#parse} knows
 * @param queries how many queries the value is the mean of
 * @param low lower end of the 95 % interval
 * @param high upper end of the 95 % interval
 */
public record ResultRow(
        String system,
        String task,
        String split,
        String scope,
        String language,
        String metric,
        double value,
        int queries,
        double low,
        double high) {
    /** The language of a plain mean over languages. */
    public static final String MACRO = "macro";

    /** The language of a mean over all queries. */
    public static final String MICRO = "micro";

    private static final List<String> TASKS = List.of("monolingual", "pooled", "cross");

    public ResultRow {
        if (!TASKS.contains(task)) {
            throw new IllegalArgumentException("a task is one of " + TASKS + " (got: " + task + ")");
        }
        if (!(value >= 0 && value <= 1) && !Metric.parse(metric).canBe(value)) {
            throw new IllegalArgumentException("a metric lies in 0 .. 1 (got: " + value + " for " + metric + ")");
        }
        if (!(low <= high)) {
            throw new IllegalArgumentException(
                    "an interval must not end before it begins (got: " + low + " .. " + high + ")");
        }
    }

    /** Whether this is an average over languages or over all queries. */
    public boolean isAverage() {
        return language.equals(MACRO) || language.equals(MICRO);
    }

    /** The rows of one system and metric: macro, micro, then every language in the order of codes. */
    public static List<ResultRow> of(
            String system, String task, String split, String scope, QueryScores scores, Bootstrap bootstrap) {
        SortedMap<String, Interval> intervals = bootstrap.intervals(scores);
        List<String> languages = new ArrayList<>(List.of(MACRO, MICRO));
        languages.addAll(scores.byLanguage().keySet());
        List<ResultRow> rows = new ArrayList<>();
        for (String language : languages) {
            Interval interval = Objects.requireNonNull(intervals.get(language));
            rows.add(new ResultRow(
                    system,
                    task,
                    split,
                    scope,
                    language,
                    scores.metric().name(),
                    scores.value(language),
                    scores.queries(language),
                    interval.low(),
                    interval.high()));
        }
        return List.copyOf(rows);
    }
}
