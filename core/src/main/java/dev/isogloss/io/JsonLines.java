package dev.isogloss.io;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;

/** Files of one JSON object a line, read and written as a stream; {@code .gz} and {@code .zst} as their names say. */
public final class JsonLines {
    private JsonLines() {}

    /**
     * Hands over every object in order; blank lines are skipped.
     *
     * @throws BadInputException at a line that is not UTF-8, not JSON or not an object, with file and line
     */
    public static void read(Path file, ThrowingConsumer<JsonLine> sink) throws IOException {
        try (TextLines lines = TextLines.open(file)) {
            for (String line = lines.next(); line != null; line = lines.next()) {
                if (!line.isBlank()) {
                    sink.accept(parse(lines.origin(), line));
                }
            }
        }
    }

    /**
     * The objects of a file in order, pulled one by one; close it. Same errors as {@link #read}, at the line that causes them.
     */
    public static Stream<JsonLine> stream(Path file) {
        TextLines lines;
        try {
            lines = TextLines.open(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Stream.generate(() -> next(lines))
                .takeWhile(Optional::isPresent)
                .map(Optional::orElseThrow)
                .onClose(() -> close(lines));
    }

    private static Optional<JsonLine> next(TextLines lines) {
        try {
            String line = lines.next();
            while (line != null && line.isBlank()) {
                line = lines.next();
            }
            return line == null ? Optional.empty() : Optional.of(parse(lines.origin(), line));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void close(TextLines lines) {
        try {
            lines.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes objects one a line, whole file or nothing: records in the order of their components, maps by key. */
    public static void write(Path file, ThrowingConsumer<Writer> body) throws IOException {
        CompressedFiles.write(file, out -> body.accept(new Writer(out)));
    }

    /** One line without its end: a record, a map (in its own order, unlike {@link Writer}'s) or a JSON tree. */
    public static String line(Object value) {
        return Json.MAPPER
                .writer()
                .without(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                .writeValueAsString(value);
    }

    /** Takes the objects of a file that is being written. One per thread. */
    public static final class Writer {
        private final OutputStream out;

        private Writer(OutputStream out) {
            this.out = out;
        }

        /** Appends one line: a record, a map or a JSON tree. */
        public void write(Object value) throws IOException {
            out.write(Json.MAPPER.writeValueAsString(value).getBytes(StandardCharsets.UTF_8));
            out.write('\n');
        }
    }

    /**
     * One line.
     *
     * @throws BadInputException when it is not JSON, or not an object
     */
    public static JsonLine parse(Origin origin, String line) {
        JsonNode json;
        try {
            json = Json.MAPPER.readTree(line);
        } catch (JacksonException e) {
            throw origin.error(
                    "not JSON at column " + Math.max(1, e.getLocation().getColumnNr()) + ": " + e.getOriginalMessage(),
                    e);
        }
        if (!json.isObject()) {
            throw origin.error("expected a JSON object (got: " + shorten(line) + ")");
        }
        return new JsonLine(origin, json);
    }

    private static String shorten(String line) {
        return line.length() <= 60 ? line : line.substring(0, 60) + "...";
    }
}
