package dev.isogloss.job;

import dev.isogloss.eval.Bootstrap;
import dev.isogloss.eval.Interval;
import dev.isogloss.eval.QueryScores;
import dev.isogloss.eval.ResultRow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SortedMap;

/** One figure of a run; {@code language} is a code, {@code macro} or {@code micro}. */
record MeasuredRow(String run, String language, String metric, double value, int queries, double low, double high) {
    /** The averages of every metric, and its languages where there are several. */
    static List<MeasuredRow> of(Path run, List<QueryScores> scores, long seed) {
        List<MeasuredRow> rows = new ArrayList<>();
        for (QueryScores score : scores) {
            SortedMap<String, Interval> intervals = new Bootstrap(Bootstrap.DRAWS, seed).intervals(score);
            List<String> labels = new ArrayList<>(List.of(ResultRow.MACRO, ResultRow.MICRO));
            if (score.byLanguage().size() > 1) {
                labels.addAll(score.byLanguage().keySet());
            } else {
                labels.remove(ResultRow.MACRO);
            }
            for (String label : labels) {
                Interval interval = Objects.requireNonNull(intervals.get(label));
                rows.add(new MeasuredRow(
                        run.toString(),
                        label,
                        score.metric().name(),
                        score.value(label),
                        score.queries(label),
                        interval.low(),
                        interval.high()));
            }
        }
        return rows;
    }

    /** A table for a person, each line ended. */
    static String table(List<MeasuredRow> rows) {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%-10s %-18s %8s  %-18s %8s  %s%n",
                "language",
                "metric",
                "value",
                "95 % interval",
                "queries",
                "run"));
        for (MeasuredRow row : rows) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-10s %-18s %8.4f  [%.4f, %.4f]   %8d  %s%n",
                    row.language,
                    row.metric,
                    row.value,
                    row.low,
                    row.high,
                    row.queries,
                    row.run));
        }
        return text.toString();
    }
}
