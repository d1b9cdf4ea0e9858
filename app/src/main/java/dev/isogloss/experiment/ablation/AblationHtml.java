package dev.isogloss.experiment.ablation;

import dev.isogloss.experiment.report.AblationPage;
import dev.isogloss.experiment.report.AblationPanel;
import dev.isogloss.experiment.report.AblationRow;
import dev.isogloss.experiment.report.FactTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An ablation table as one HTML file with pictures, which needs nothing from outside. */
final class AblationHtml {
    private AblationHtml() {}

    static String of(AblationResult result) throws IOException {
        List<AblationPanel> panels = new ArrayList<>();
        for (String task : result.tasks()) {
            for (String metric : result.metrics()) {
                panels.add(panel(result, task, metric));
            }
        }
        AblationPage.Words words = new AblationPage.Words(
                result.title(), summary(result), note(result), progress(result), caveats(result));
        return AblationPage.html(words, panels, changes(result), provenance(result));
    }

    private static AblationPanel panel(AblationResult result, String task, String metric) {
        List<AblationRow> rows = new ArrayList<>();
        for (RowResult row : result.rows()) {
            row.figure(task, metric)
                    .ifPresent(figure -> rows.add(new AblationRow(
                            row.name(),
                            figure.value(),
                            figure.low(),
                            figure.high(),
                            figure.bySeed(),
                            figure.spread(),
                            change(figure.reference()),
                            change(figure.baseline()),
                            row.seconds())));
        }
        return new AblationPanel(
                task,
                AblationResult.bare(task),
                result.place(task) + ", macro over languages",
                metric,
                result.reference(),
                Optional.ofNullable(result.baseline()),
                rows);
    }

    private static AblationRow.@Nullable Change change(@Nullable Difference difference) {
        return difference == null
                ? null
                : new AblationRow.Change(difference.difference(), difference.pHolm(), difference.isSignificant());
    }

    private static String note(AblationResult result) {
        return "Every row is one change, tested against \u201c" + result.reference() + "\u201d"
                + (result.baseline() == null ? "" : " and against \u201c" + result.baseline() + "\u201d")
                + ": paired randomisation test over queries, p after Holm\u2019s correction over the rows. Intervals are 95\u202F%"
                + " bootstrap intervals over queries."
                + (result.hasSpread()
                        ? " Where a row has several seeds, values are means and the spread is the standard deviation over them."
                        : "");
    }

    private static String progress(AblationResult result) {
        return result.rows().size() < result.planned()
                ? result.rows().size() + " of " + result.planned() + " rows are finished"
                : "";
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
