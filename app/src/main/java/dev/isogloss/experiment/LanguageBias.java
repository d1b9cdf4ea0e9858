package dev.isogloss.experiment;

import dev.isogloss.data.Language;
import dev.isogloss.data.Query;
import dev.isogloss.eval.Metric;
import dev.isogloss.eval.ResultRow;
import dev.isogloss.experiment.report.FactTable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** How the systems treat the query's own language in the pool, as a table of the report. */
final class LanguageBias {
    private LanguageBias() {}

    private static boolean comparesLanguages(ResultRow row) {
        return Metric.parse(row.metric()).comparesLanguages();
    }

    /** The rows that say how good a system is. */
    static List<ResultRow> without(List<ResultRow> rows) {
        return rows.stream().filter(row -> !comparesLanguages(row)).toList();
    }

    /** A line a system, means over the languages; nothing where no pool was searched. */
    static Optional<FactTable> table(Context context, List<ResultRow> rows) {
        String split = context.experiment().evaluate().split();
        String scope = context.experiment().evaluate().scope();
        List<ResultRow> shown = rows.stream()
                .filter(row -> comparesLanguages(row)
                        && row.language().equals(ResultRow.MACRO)
                        && row.split().equals(split)
                        && row.scope().equals(scope))
                .toList();
        if (shown.isEmpty()) {
            return Optional.empty();
        }
        Set<String> metrics =
                shown.stream().map(ResultRow::metric).collect(Collectors.toCollection(LinkedHashSet::new));
        Set<String> systems =
                shown.stream().map(ResultRow::system).collect(Collectors.toCollection(LinkedHashSet::new));
        List<String> head = new ArrayList<>(List.of("system"));
        head.addAll(metrics);
        List<List<String>> lines = new ArrayList<>();
        for (String system : systems) {
            List<String> line = new ArrayList<>(List.of(system));
            for (String metric : metrics) {
                line.add(shown.stream()
                        .filter(row ->
                                row.system().equals(system) && row.metric().equals(metric))
                        .findFirst()
                        .map(row -> String.format(Locale.ROOT, "%.3f", row.value()))
                        .orElse("-"));
            }
            lines.add(line);
        }
        return Optional.of(new FactTable(
                "The query's own language in the pool",
                String.format(
                        Locale.ROOT,
                        "own-language: share of the first hits that are in the query's language, which has %.3f of the passages"
                                + " (mean over the languages asked in). rank-distance: how many ranks lower the relevant"
                                + " passages of other languages stand; 0 is even-handed.",
                        passageShare(context)),
                head,
                lines));
    }

    /** The share of the passages that a query's own language has, as a mean over the languages of the queries. */
    private static double passageShare(Context context) {
        return context.data().evaluationQueries().stream()
                .map(Query::language)
                .distinct()
                .mapToDouble(language -> share(context, language))
                .average()
                .orElse(0);
    }

    private static double share(Context context, Language language) {
        return (double) (context.corpus().to(language) - context.corpus().from(language))
                / context.corpus().size();
    }
}
