package dev.isogloss.dataset;

import dev.isogloss.io.BadInputException;
import dev.isogloss.io.CompressedFiles;
import dev.isogloss.io.JsonLine;
import dev.isogloss.io.JsonLines;
import dev.isogloss.io.Origin;
import dev.isogloss.io.TextLines;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Files of one JSON object a line, compressed or not; blank lines are no rows. */
final class JsonRows implements RowFileType {
    @Override
    public String word() {
        return "json lines";
    }

    @Override
    public boolean holds(Path file) {
        return true; // the kind of every file that is no other
    }

    @Override
    public boolean isNamed(Path file) {
        String name = CompressedFiles.plainName(file);
        return name.endsWith(".jsonl") || name.endsWith(".ndjson") || name.endsWith(".json");
    }

    @Override
    public RowCursor open(Path file) throws IOException {
        return new Cursor(TextLines.open(file));
    }

    /** {@link #open(Path)}, with an error at a line of more bytes. */
    RowCursor open(Path file, int longest) throws IOException {
        return new Cursor(TextLines.open(file, longest));
    }

    @Override
    public RowWriter writer(OutputStream out, RowShape shape) {
        return new Writer(out);
    }

    /** JSON objects without spaces, one a line; absent fields are not written. */
    private record Writer(OutputStream out) implements RowWriter {
        @Override
        public void write(Map<String, Object> row) throws IOException {
            out.write(JsonLines.line(row).getBytes(StandardCharsets.UTF_8));
            out.write('\n');
        }

        @Override
        public void close() throws IOException {
            out.flush();
        }
    }

    private static final class Cursor implements RowCursor {
        private final TextLines lines;
        private @Nullable String line;
        private @Nullable BadInputException unreadable;

        Cursor(TextLines lines) {
            this.lines = lines;
        }

        @Override
        public boolean advance() throws IOException {
            do {
                unreadable = null;
                try {
                    line = lines.next();
                } catch (BadInputException e) {
                    if (!String.valueOf(e.getMessage()).startsWith(lines.origin() + ": this line is not UTF-8")) {
                        throw e; // damaged compression: nothing more can be read
                    }
                    line = "";
                    unreadable = e;
                    return true;
                }
            } while (line != null && line.isBlank());
            return line != null;
        }

        @Override
        public Origin origin() {
            return lines.origin();
        }

        @Override
        public String raw() {
            return line == null ? "" : line;
        }

        @Override
        public JsonLine row() {
            if (unreadable != null) {
                throw unreadable;
            }
            return JsonLines.parse(lines.origin(), raw());
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }
}
