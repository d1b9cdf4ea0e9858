package dev.isogloss.experiment.report;

import java.util.List;

/**
 * A small table of facts.
 *
 * @param note a sentence under the title; may be empty
 * @param head names of the columns
 * @param rows as many cells a row as there are columns; cells that look like numbers are set flush right
 */
public record FactTable(String title, String note, List<String> head, List<List<String>> rows) {
    public FactTable {
        head = List.copyOf(head);
        rows = rows.stream().map(List::copyOf).toList();
        for (List<String> row : rows) {
            if (row.size() != head.size()) {
                throw new IllegalArgumentException("table \"" + title + "\" has " + head.size()
                        + " columns, so each row needs as many cells (got: " + row + ")");
            }
        }
    }
}
