package dev.isogloss.experiment.ablation;

import dev.isogloss.eval.ResultRow;
import dev.isogloss.experiment.report.AblationPage;
import dev.isogloss.experiment.report.FactTable;
import dev.isogloss.experiment.report.ReportData;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/** An ablation table as one HTML file with pictures, which needs nothing from outside. */
final class AblationHtml {
    private AblationHtml() {}

    static String of(AblationResult result) throws IOException {
        Map<String, FactTable> tables = new LinkedHashMap<>();
        for (String task : result.tasks()) {
            tables.put(
                    task,
                    new FactTable(
                            result.place(task),
                            AblationText.notes(result).strip(),
                            AblationText.head(result),
                            result.rows().stream()
                                    .map(row -> AblationText.line(result, row, task))
                                    .toList()));
        }
        ReportData data = new ReportData(
                result.title(),
                summary(result),
                caveats(result),
                rows(result),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                provenance(result));
        return AblationPage.html(data, tables, changes(result));
    }

    private static List<ResultRow> rows(AblationResult result) {
        List<ResultRow> rows = new ArrayList<>();
        for (RowResult row : result.rows()) {
            for (Figure figure : row.figures()) {
                rows.add(new ResultRow(
                        row.name(),
                        figure.task(),
                        result.split(),
                        result.scope(),
                        ResultRow.MACRO,
                        figure.metric(),
                        figure.value(),
                        figure.queries(),
                        figure.low(),
                        figure.high()));
            }
        }
        return rows;
    }

    /** Who differs significantly from the reference, in the first task by the first metric. */
    private static String summary(AblationResult result) {
        if (result.tasks().isEmpty()) {
            return "No row is finished yet.";
        }
        String task = result.tasks().getFirst();
        String metric = result.metrics().getFirst();
        List<String> worse = significant(result, task, metric, -1);
        List<String> better = significant(result, task, metric, 1);
        String where = " (" + metric + ", " + task + ", macro)";
        if (worse.isEmpty() && better.isEmpty()) {
            return "No row differs significantly from \u201c" + result.reference() + "\u201d" + where + ".";
        }
        List<String> parts = new ArrayList<>();
        if (!worse.isEmpty()) {
            parts.add("Significantly below \u201c" + result.reference() + "\u201d: " + String.join(", ", worse) + ".");
        }
        if (!better.isEmpty()) {
            parts.add("Significantly above \u201c" + result.reference() + "\u201d: " + String.join(", ", better) + ".");
        }
        return String.join(" ", parts) + where;
    }

    private static List<String> significant(AblationResult result, String task, String metric, int sign) {
        List<String> rows = new ArrayList<>();
        for (RowResult row : result.rows()) {
            Optional<Difference> difference =
                    row.figure(task, metric).flatMap(figure -> Optional.ofNullable(figure.reference()));
            if (difference.isPresent()
                    && difference.get().isSignificant()
                    && Math.signum(difference.get().difference()) == sign) {
                rows.add(row.name()
                        + String.format(
                                Locale.ROOT, " (%+.3f)", difference.get().difference()));
            }
        }
        return rows;
    }

    private static List<String> caveats(AblationResult result) {
        List<String> caveats = new ArrayList<>();
        if (result.rows().size() < result.planned()) {
            caveats.add("Only " + result.rows().size() + " of " + result.planned() + " rows are finished.");
        }
        caveats.add("These figures belong to the scope \u201c" + result.scope()
                + "\u201d. They must not be compared with figures of another or of a full corpus.");
        long single =
                result.rows().stream().filter(row -> row.folders().size() == 1).count();
        caveats.add(single + " of " + result.rows().size()
                + " rows stand on a single training. An interval and a p-value speak about other queries, not about"
                + " another training; only several seeds do.");
        return caveats;
    }

    private static SequencedMap<String, String> provenance(AblationResult result) {
        SequencedMap<String, String> provenance = new LinkedHashMap<>();
        provenance.put("experiment", result.experiment());
        provenance.put("split", result.split());
        provenance.put("run folders", "each has its experiment.yaml and provenance.json");
        for (RowResult row : result.rows()) {
            provenance.put("row " + row.name(), String.join(", ", row.folders()));
        }
        return provenance;
    }

    private static FactTable changes(AblationResult result) {
        List<List<String>> rows = new ArrayList<>();
        for (RowResult row : result.rows()) {
            rows.add(List.of(
                    row.name(),
                    row.system(),
                    row.changes().isEmpty()
                            ? "nothing"
                            : row.changes().entrySet().stream()
                                    .map(change -> change.getKey() + ": " + change.getValue())
                                    .collect(Collectors.joining("; ")),
                    Integer.toString(row.folders().size()),
                    Cells.seconds(row.seconds()),
                    Cells.seconds(row.ownSeconds())));
        }
        return new FactTable(
                "What each row changes",
                "Seconds are those of all steps of a run by itself; own seconds leave out the steps that were shared"
                        + " with other rows, and are the sum over seeds.",
                List.of("row", "system", "changes", "seeds", "seconds", "own seconds"),
                rows);
    }
}
