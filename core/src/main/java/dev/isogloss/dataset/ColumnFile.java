package dev.isogloss.dataset;

import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Origin;
import dev.isogloss.io.TextLines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;

/** Files of columns: those parted by tabs, whose last column may hold spaces, and those parted by any white space. */
public final class ColumnFile {
    private ColumnFile() {}

    /** Makes a value of a line. */
    @FunctionalInterface
    public interface Parser<T> {
        /**
         * Reads a line.
         *
         * @throws BadInputException when the line does not have what it should
         */
        T parse(String line, Origin origin);
    }

    /** Hands over every line that is not blank, in order; those that cannot be parsed go to {@code badRows}. */
    public static <T> void read(Path file, BadRows badRows, Parser<T> parser, RowSink<T> sink) throws IOException {
        try (TextLines lines = TextLines.open(file)) {
            while (true) {
                String line = "";
                T value;
                try {
                    String next = lines.next();
                    if (next == null) {
                        return;
                    }
                    line = next;
                    if (line.isBlank()) {
                        continue;
                    }
                    value = parser.parse(line, lines.origin());
                } catch (BadInputException e) {
                    if (!String.valueOf(e.getMessage()).startsWith(lines.origin() + ": ")) {
                        throw e; // damaged compression: nothing more can be read
                    }
                    badRows.take(lines.origin(), line, e);
                    continue;
                }
                sink.accept(value, lines.origin());
            }
        }
    }

    /** The columns between tabs, at most so many; the last one holds the rest. */
    public static List<String> tabs(String line, int most) {
        return List.of(line.split("\t", most));
    }

    /** The columns between spaces and tabs. */
    public static List<String> words(String line) {
        List<String> columns = new ArrayList<>(6);
        StringTokenizer tokens = new StringTokenizer(line, " \t");
        while (tokens.hasMoreTokens()) {
            columns.add(tokens.nextToken());
        }
        return columns;
    }
}
