package dev.isogloss.experiment.report;

import java.util.List;
import java.util.Optional;

/**
 * The finished rows of an ablation table in one task, by one metric.
 *
 * @param task told apart from the tasks of other collections
 * @param kind {@code monolingual}, {@code pooled} or {@code cross}
 * @param place what was searched, in words
 * @param reference the name of the row that the others are tested against
 * @param baseline the name of a second such row; empty where there is none
 */
public record AblationPanel(
        String task,
        String kind,
        String place,
        String metric,
        String reference,
        Optional<String> baseline,
        List<AblationRow> rows) {
    public AblationPanel {
        rows = List.copyOf(rows);
    }

    /** The value that the others are compared with, where its row is finished. */
    Optional<Double> referenceValue() {
        return rows.stream()
                .filter(row -> row.name().equals(reference))
                .map(AblationRow::value)
                .findFirst();
    }

    boolean hasSpread() {
        return rows.stream().anyMatch(row -> row.spread() != null);
    }
}
