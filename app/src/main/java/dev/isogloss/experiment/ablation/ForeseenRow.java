package dev.isogloss.experiment.ablation;

import dev.isogloss.experiment.ForeseenStep;
import dev.isogloss.experiment.ForeseenStep.Fate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a run of a row would do.
 *
 * @param folder its run folder, seen from the folder of the table
 */
public record ForeseenRow(String row, String folder, List<ForeseenStep> steps) {
    public ForeseenRow {
        steps = List.copyOf(steps);
    }

    /** Whether there is nothing left to do. */
    boolean isDone() {
        return steps.stream().allMatch(step -> step.fate() == Fate.DONE);
    }

    /** All rows for a person: what each would do, and what it would take from whom. */
    static String text(String title, List<ForeseenRow> rows) {
        StringBuilder text = new StringBuilder(title).append('\n');
        for (ForeseenRow row : rows) {
            text.append('\n').append(row.row).append("  (").append(row.folder).append(")\n");
            line(text, "does", row.names(Fate.WORKS));
            line(text, "goes on", row.names(Fate.GOES_ON));
            for (String from : row.sources()) {
                line(
                        text,
                        "from " + from,
                        row.steps.stream()
                                .filter(step -> step.fate() == Fate.SHARED
                                        && giver(step).equals(from))
                                .map(ForeseenStep::name)
                                .toList());
            }
            line(text, "has", row.names(Fate.DONE));
        }
        return text.append('\n').append(sum(rows)).toString();
    }

    private static String sum(List<ForeseenRow> rows) {
        return "In all " + count(rows, Fate.WORKS) + " steps to do, " + count(rows, Fate.GOES_ON) + " to go on with, "
                + count(rows, Fate.SHARED) + " shared, " + count(rows, Fate.DONE) + " done. Nothing was run.";
    }

    private static long count(List<ForeseenRow> rows, Fate fate) {
        return rows.stream()
                .flatMap(row -> row.steps.stream())
                .filter(step -> step.fate() == fate)
                .count();
    }

    private static void line(StringBuilder text, String head, List<String> names) {
        if (!names.isEmpty()) {
            text.append("  ")
                    .append(head)
                    .append(": ")
                    .append(String.join(", ", names))
                    .append('\n');
        }
    }

    private List<String> names(Fate fate) {
        return steps.stream()
                .filter(step -> step.fate() == fate)
                .map(ForeseenStep::name)
                .toList();
    }

    private Set<String> sources() {
        return steps.stream()
                .filter(step -> step.fate() == Fate.SHARED)
                .map(ForeseenRow::giver)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Who gives a shared step: a row of this table by the name of its folder, another run by its path. */
    private static String giver(ForeseenStep step) {
        return step.from().replaceFirst("^([.][.]/)+", "");
    }
}
