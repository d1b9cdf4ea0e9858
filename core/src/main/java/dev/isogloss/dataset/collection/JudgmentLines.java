package dev.isogloss.dataset.collection;

import dev.isogloss.data.Language;
import dev.isogloss.dataset.BadRows;
import dev.isogloss.dataset.CollectionFiles;
import dev.isogloss.dataset.ColumnFile;
import dev.isogloss.dataset.IdText;
import dev.isogloss.dataset.JudgmentRow;
import dev.isogloss.dataset.Output;
import dev.isogloss.dataset.RowFile;
import dev.isogloss.dataset.RowSink;
import dev.isogloss.io.JsonLine;
import dev.isogloss.io.Origin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Judgments in columns: TREC ({@code query 0 passage grade}, parted by white space) and BEIR (first line {@code query-id TAB corpus-id
 * TAB score}, parted by tabs), told apart by their first line; and rows of {@code {query-id, corpus-id, score}}.
 */
final class JudgmentLines {
    static final List<String> BEIR_HEADER = List.of("query-id", "corpus-id", "score");

    private JudgmentLines() {}

    static void read(Path file, Language language, BadRows badRows, RowSink<JudgmentRow> sink) throws IOException {
        if (RowFile.isNamed(file)) {
            RowFile.read(file, badRows, row -> row(row, language), sink);
            return;
        }
        boolean[] beir = {false};
        ColumnFile.<JudgmentRow[]>read(
                file,
                badRows,
                (line, origin) -> {
                    if (origin.equals(Origin.of(file, 1))
                            && ColumnFile.words(line).equals(BEIR_HEADER)) {
                        beir[0] = true;
                        return new JudgmentRow[0];
                    }
                    return new JudgmentRow[] {beir[0] ? beir(line, language, origin) : trec(line, language, origin)};
                },
                (row, origin) -> {
                    if (row.length > 0) {
                        sink.accept(row[0], origin);
                    }
                });
    }

    /** Writes the judgments of a split as TREC does, with tabs. */
    static void write(Output.Rows out, CollectionFiles from, String split, String second) throws IOException {
        from.judgments(
                split,
                (row, origin) -> out.columns(
                        IdText.encode(row.query()),
                        second,
                        IdText.encode(row.passage()),
                        Integer.toString(row.grade())));
    }

    private static JudgmentRow beir(String line, Language language, Origin origin) {
        List<String> columns = ColumnFile.tabs(line, -1);
        if (columns.size() != 3) {
            throw origin.error("expected query-id, corpus-id and score parted by tabs (got " + columns.size()
                    + " columns: " + line + ")");
        }
        return row(language, columns.get(0), columns.get(1), columns.get(2), origin);
    }

    private static JudgmentRow row(JsonLine row, Language language) {
        JsonNode grade = row.json().path(BEIR_HEADER.get(2));
        return row(
                language,
                row.requiredText(BEIR_HEADER.get(0)),
                row.requiredText(BEIR_HEADER.get(1)),
                grade.isNumber() ? grade.toString() : row.requiredText(BEIR_HEADER.get(2)),
                row.origin());
    }

    private static JudgmentRow trec(String line, Language language, Origin origin) {
        List<String> columns = ColumnFile.words(line);
        if (columns.size() != 4) {
            throw origin.error("expected query, 0, passage and grade (got " + columns.size() + " columns: " + line + ")"
                    + (columns.size() == 3 ? "; a BEIR file begins with the line query-id, corpus-id, score" : ""));
        }
        return row(language, columns.get(0), columns.get(2), columns.get(3), origin);
    }

    private static JudgmentRow row(Language language, String query, String passage, String grade, Origin origin) {
        try {
            double number = Double.parseDouble(grade.strip());
            if (number == Math.rint(number) && Math.abs(number) < Integer.MAX_VALUE) {
                return new JudgmentRow(language, IdText.decode(query), IdText.decode(passage), (int) number);
            }
        } catch (NumberFormatException e) {
            throw origin.error("the grade must be a whole number (got: " + grade + ")", e);
        }
        throw origin.error("the grade must be a whole number (got: " + grade + ")");
    }
}
