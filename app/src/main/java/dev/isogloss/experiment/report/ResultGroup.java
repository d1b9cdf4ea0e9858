package dev.isogloss.experiment.report;

import dev.isogloss.eval.ResultRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;

/** The rows that may share a table: one task, one split, one scope. */
record ResultGroup(String task, String split, String scope, List<ResultRow> rows) {
    /** The rows in groups, in the order in which these first occur. */
    static List<ResultGroup> of(List<ResultRow> rows) {
        SequencedMap<List<String>, List<ResultRow>> groups = new LinkedHashMap<>();
        for (ResultRow row : rows) {
            groups.computeIfAbsent(List.of(row.task(), row.split(), row.scope()), unused -> new ArrayList<>())
                    .add(row);
        }
        return groups.entrySet().stream()
                .map(group -> new ResultGroup(
                        group.getKey().get(0),
                        group.getKey().get(1),
                        group.getKey().get(2),
                        List.copyOf(group.getValue())))
                .toList();
    }

    /** The distinct values of one column, in the order of the rows. */
    static List<String> distinct(List<ResultRow> rows, Function<ResultRow, String> column) {
        LinkedHashSet<String> values = new LinkedHashSet<>();
        rows.forEach(row -> values.add(column.apply(row)));
        return List.copyOf(values);
    }

    List<String> metrics() {
        return distinct(rows, ResultRow::metric);
    }

    /** The single languages, without averages. */
    List<String> languages() {
        return distinct(rows.stream().filter(row -> !row.isAverage()).toList(), ResultRow::language);
    }

    List<ResultRow> rows(String metric, String language) {
        return rows.stream()
                .filter(row -> row.metric().equals(metric) && row.language().equals(language))
                .toList();
    }

    Optional<ResultRow> row(String system, String metric, String language) {
        return rows(metric, language).stream()
                .filter(row -> row.system().equals(system))
                .findFirst();
    }

    /** What was searched, for people. */
    String taskInWords() {
        return inWords(task);
    }

    static String inWords(String task) {
        return switch (task) {
            case "monolingual" -> "Each language on its own";
            case "pooled" -> "All languages in one pool";
            case "cross" -> "Question in one language, passages in another";
            default -> task;
        };
    }
}
