package dev.isogloss.index;

import dev.isogloss.data.Language;
import dev.isogloss.embed.Vectors;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Rows of a table of vectors in ascending order, as runs of neighbours.
 *
 * @param runs disjoint, ascending, none empty
 * @param size rows in all runs together
 */
record RowSet(List<Run> runs, int size) {
    /** No rows. */
    static final RowSet EMPTY = new RowSet(List.of(), 0);

    RowSet {
        runs = List.copyOf(runs);
    }

    /** Rows {@code from} (inclusive) to {@code to} (exclusive). */
    record Run(int from, int to) {
        int size() {
            return to - from;
        }
    }

    /** All rows. */
    static RowSet all(int rows) {
        return rows == 0 ? EMPTY : new RowSet(List.of(new Run(0, rows)), rows);
    }

    /** The rows of every language. */
    static SortedMap<Language, RowSet> byLanguage(Vectors vectors) {
        SortedMap<Language, List<Run>> runs = new TreeMap<>();
        int from = 0;
        for (int row = 1; row <= vectors.size(); row++) {
            Language language = vectors.key(from).language();
            if (row == vectors.size() || !vectors.key(row).language().equals(language)) {
                runs.computeIfAbsent(language, absent -> new ArrayList<>()).add(new Run(from, row));
                from = row;
            }
        }
        SortedMap<Language, RowSet> rows = new TreeMap<>();
        runs.forEach((language, ofLanguage) -> rows.put(
                language,
                new RowSet(ofLanguage, ofLanguage.stream().mapToInt(Run::size).sum())));
        return rows;
    }

    /** These rows cut into sets of {@code block} rows, the last one smaller. */
    List<RowSet> blocks(int block) {
        List<RowSet> blocks = new ArrayList<>();
        List<Run> open = new ArrayList<>();
        int filled = 0;
        for (Run run : runs) {
            int from = run.from();
            while (from < run.to()) {
                int to = Math.min(run.to(), from + block - filled);
                open.add(new Run(from, to));
                filled += to - from;
                from = to;
                if (filled == block) {
                    blocks.add(new RowSet(open, filled));
                    open.clear();
                    filled = 0;
                }
            }
        }
        if (filled > 0) {
            blocks.add(new RowSet(open, filled));
        }
        return blocks;
    }

    /** The row numbers. */
    int[] toArray() {
        int[] rows = new int[size];
        int at = 0;
        for (Run run : runs) {
            for (int row = run.from(); row < run.to(); row++) {
                rows[at++] = row;
            }
        }
        return rows;
    }
}
