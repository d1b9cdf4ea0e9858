package dev.isogloss.dataset.collection;

import dev.isogloss.data.Language;
import dev.isogloss.dataset.BadRows;
import dev.isogloss.dataset.ColumnFile;
import dev.isogloss.dataset.Columns;
import dev.isogloss.dataset.IdText;
import dev.isogloss.dataset.Losses;
import dev.isogloss.dataset.Output;
import dev.isogloss.dataset.QueryRow;
import dev.isogloss.dataset.RowSink;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Queries in columns: {@code id TAB query}. */
final class TopicLines {
    private TopicLines() {}

    static void read(Path file, Language language, BadRows badRows, RowSink<QueryRow> sink) throws IOException {
        ColumnFile.<QueryRow>read(
                file,
                badRows,
                (line, origin) -> {
                    List<String> columns = ColumnFile.tabs(line, 2);
                    if (columns.size() != 2 || columns.get(0).isBlank()) {
                        throw origin.error("expected: query id, tab, query (got: " + line + ")");
                    }
                    return new QueryRow(IdText.decode(columns.get(0)), language, columns.get(1));
                },
                sink);
    }

    static void write(Output.Rows out, QueryRow row, Losses losses) throws IOException {
        out.columns(IdText.encode(row.id()), Columns.text(row.text(), losses));
    }
}
