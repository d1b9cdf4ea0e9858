package dev.isogloss.experiment.card;

import dev.isogloss.eval.Comparison;
import dev.isogloss.eval.ResultRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedSet;

/** The figures of a model card: the model beside the one that training began with, with intervals and scope. */
final class CardFigures {
    private CardFigures() {}

    /** A section for each scope, split and task. */
    static String text(CardData card) {
        if (card.of(card.system()).isEmpty()) {
            return "Nothing was measured yet.\n";
        }
        StringBuilder text = new StringBuilder("""
                Each value is followed by its 95 % bootstrap interval over queries. *macro* is the mean over languages, *micro* the mean
                over queries. Figures of different scopes must not be compared; they are not figures of the full public collections unless
                the scope says so. A split `-unshared` leaves out queries that are answered by a passage which also answers a training
                query. The metadata in front has the same values in percent.
                """);
        SequencedSet<List<String>> groups = new LinkedHashSet<>();
        card.of(card.system()).forEach(row -> groups.add(group(row)));
        for (List<String> group : groups) {
            List<ResultRow> rows = card.results().stream()
                    .filter(row -> group(row).equals(group))
                    .toList();
            boolean own = group.getFirst().equals(card.scope());
            text.append(String.format(
                    Locale.ROOT,
                    "%n### Scope %s, split %s, task %s%s%n%n",
                    group.get(0),
                    group.get(1),
                    group.get(2),
                    own ? " (" + String.format(Locale.ROOT, "%,d", card.passages()) + " passages)" : ""));
            text.append(averages(card, rows));
            if (own && group.get(1).equals(card.split())) {
                text.append(differences(card, group.get(2)));
            }
            text.append(languages(card, rows));
        }
        return text.toString();
    }

    private static List<String> group(ResultRow row) {
        return List.of(row.scope(), row.split(), row.task());
    }

    private static String averages(CardData card, List<ResultRow> rows) {
        SequencedSet<String> metrics = new LinkedHashSet<>();
        rows.forEach(row -> metrics.add(row.metric()));
        List<List<String>> lines = new ArrayList<>();
        for (String metric : metrics) {
            for (String average : List.of(ResultRow.MACRO, ResultRow.MICRO)) {
                lines.add(List.of(
                        metric + ", " + average,
                        cell(rows, CardData.UNTOUCHED, metric, average),
                        cell(rows, card.system(), metric, average)));
            }
        }
        return table(List.of("metric", "untouched (" + card.baseName() + ")", "this model"), lines);
    }

    private static String differences(CardData card, String task) {
        StringBuilder text = new StringBuilder();
        for (Comparison comparison : card.comparisons()) {
            if (comparison.task().equals(task)) {
                text.append(String.format(
                        Locale.ROOT,
                        "- %s, %s: %s %+.3f against %s, p = %.4f after Holm's correction (paired randomisation test)%s%n",
                        comparison.metric(),
                        comparison.language(),
                        comparison.system(),
                        comparison.difference(),
                        comparison.against(),
                        comparison.pHolm(),
                        comparison.isSignificant() ? "" : ": not significant"));
            }
        }
        return text.isEmpty() ? "" : "\n" + text;
    }

    /** The first metric by language; pairs of languages are too many to read. */
    private static String languages(CardData card, List<ResultRow> rows) {
        String metric = rows.getFirst().metric();
        Map<String, Integer> queries = new LinkedHashMap<>();
        rows.stream()
                .filter(row -> !row.isAverage()
                        && !CardData.isPair(row)
                        && row.metric().equals(metric))
                .forEach(row -> queries.put(row.language(), row.queries()));
        if (queries.size() < 2) {
            return "";
        }
        List<List<String>> lines = new ArrayList<>();
        queries.forEach((language, count) -> lines.add(List.of(
                language,
                Integer.toString(count),
                cell(rows, CardData.UNTOUCHED, metric, language),
                cell(rows, card.system(), metric, language))));
        return "\n" + table(List.of(metric + " in", "queries", "untouched", "this model"), lines);
    }

    private static String cell(List<ResultRow> rows, String system, String metric, String language) {
        return rows.stream()
                .filter(row -> row.system().equals(system)
                        && row.metric().equals(metric)
                        && row.language().equals(language))
                .findFirst()
                .map(row -> String.format(Locale.ROOT, "%.3f [%.3f, %.3f]", row.value(), row.low(), row.high()))
                .orElse("not measured");
    }

    static String table(List<String> heads, List<List<String>> lines) {
        StringBuilder text = new StringBuilder();
        text.append("| ").append(String.join(" | ", heads)).append(" |\n");
        text.append("|---".repeat(heads.size())).append("|\n");
        lines.forEach(line -> text.append("| ").append(String.join(" | ", line)).append(" |\n"));
        return text.toString();
    }
}
