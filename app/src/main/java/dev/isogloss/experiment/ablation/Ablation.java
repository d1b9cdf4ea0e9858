package dev.isogloss.experiment.ablation;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a table file asks for: the rows of a table and who is compared with whom.
 *
 * @param name of the table's folder
 * @param experiment that the table is of, where it says so itself
 * @param reference the row that every other is tested against
 * @param baseline a second row to test against, whose gain is of interest
 * @param changes keys of the experiment that differ in all rows
 */
public record Ablation(
        String name,
        Optional<Path> experiment,
        String title,
        String reference,
        Optional<String> baseline,
        List<String> metrics,
        ObjectNode changes,
        List<Row> rows) {
    public Ablation {
        metrics = List.copyOf(metrics);
        rows = List.copyOf(rows);
    }

    /** The row of this name, which must be one of the table's. */
    Row row(String wanted) {
        return rows.stream()
                .filter(row -> row.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no row " + wanted));
    }
}
