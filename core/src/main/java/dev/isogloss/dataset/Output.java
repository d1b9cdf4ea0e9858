package dev.isogloss.dataset;

import dev.isogloss.io.BadInputException;
import dev.isogloss.io.CompressedFiles;
import dev.isogloss.io.JsonLines;
import dev.isogloss.io.ThrowingConsumer;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A folder of files that appears whole or not at all: it grows as {@code .NAME.partial} beside its place and takes its name last.
 * A leftover of a killed run is cleared by the next. One per thread.
 */
public final class Output {
    private final Path folder;
    private final Tally tally = new Tally();

    private Output(Path folder) {
        this.folder = folder;
    }

    /** How many rows were written. */
    private static final class Tally {
        private long rows;

        void requireRows(Path target) {
            if (rows == 0) {
                throw new NothingKeptException(target);
            }
        }
    }

    /**
     * Writes a folder.
     *
     * @throws BadInputException when something other than an empty folder is in its place
     * @throws NothingKeptException when the body writes no row
     */
    public static void folder(Path target, ThrowingConsumer<Output> body) throws IOException {
        requireFree(target);
        Path absolute = target.toAbsolutePath();
        Path partial = absolute.resolveSibling("." + absolute.getFileName() + ".partial");
        clear(partial);
        try {
            Files.createDirectories(partial);
            Output output = new Output(partial);
            body.accept(output);
            output.tally.requireRows(target);
            Files.deleteIfExists(absolute); // only an empty folder gives way
            Files.move(partial, absolute, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            clear(partial);
        }
    }

    /**
     * Says before long work starts that its result has no place.
     *
     * @throws BadInputException when something other than an empty folder is there
     */
    public static void requireFree(Path target) throws IOException {
        if (Files.isDirectory(target)) {
            try (DirectoryStream<Path> children = Files.newDirectoryStream(target)) {
                if (children.iterator().hasNext()) {
                    throw new BadInputException(
                            "the folder " + target + " is there already and not empty; choose another or remove it");
                }
            }
        } else if (Files.exists(target)) {
            throw new BadInputException(
                    "a file " + target + " is where a folder is to be written; choose another name");
        }
    }

    /**
     * Writes one file of lines, whole or not at all, compressed as its name says.
     *
     * @throws NothingKeptException when the body writes no line
     */
    public static void file(Path target, ThrowingConsumer<Rows> body) throws IOException {
        RowFile.requireText(target);
        Tally tally = new Tally();
        CompressedFiles.write(target, out -> {
            BufferedOutputStream buffered = new BufferedOutputStream(out, 1 << 16);
            body.accept(new Rows(buffered, tally));
            buffered.flush();
            tally.requireRows(target);
        });
    }

    /**
     * Writes one file of rows, whole or not at all: of the kind that its name asks for, compressed as it says.
     *
     * @throws NothingKeptException when the body writes no row
     */
    public static void rows(Path target, RowShape shape, ThrowingConsumer<RowWriter> body) throws IOException {
        RowFileType type = RowFile.typeToWrite(target);
        Tally tally = new Tally();
        CompressedFiles.write(target, out -> {
            BufferedOutputStream buffered = new BufferedOutputStream(out, 1 << 16);
            try (RowWriter rows = new Counting(type.writer(buffered, shape), buffered, tally)) {
                body.accept(rows);
                tally.requireRows(target);
            }
            buffered.flush();
        });
    }

    /** A new file of rows in the folder, of the kind that its name asks for; parents are made. Close it. */
    public RowWriter open(String relative, RowShape shape) throws IOException {
        OutputStream out = stream(relative);
        return new Counting(RowFile.typeToWrite(folder.resolve(relative)).writer(out, shape), out, tally);
    }

    /** Where something that writes itself may go; whatever is there counts as a row. */
    public Path place(String relative) {
        tally.rows++;
        return folder.resolve(relative);
    }

    /** A new file in the folder, compressed as its name says; parents are made. Close it. */
    public Rows open(String relative) throws IOException {
        return new Rows(stream(relative), tally);
    }

    private OutputStream stream(String relative) throws IOException {
        Path file = folder.resolve(relative);
        Files.createDirectories(file.getParent());
        OutputStream out =
                CompressedFiles.compress(file, new BufferedOutputStream(Files.newOutputStream(file), 1 << 16));
        return new BufferedOutputStream(out, 1 << 16);
    }

    /** Takes a file away again, for example one that stayed empty. */
    public void remove(String relative) throws IOException {
        Files.deleteIfExists(folder.resolve(relative));
    }

    private static void clear(Path partial) throws IOException {
        if (!Files.isDirectory(partial)) {
            return;
        }
        List<Path> leftovers;
        try (Stream<Path> below = Files.walk(partial)) {
            leftovers = below.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path leftover : leftovers) {
            Files.delete(leftover);
        }
    }

    /** Counts the rows and closes what is below them. */
    private record Counting(RowWriter rows, OutputStream out, Tally tally) implements RowWriter {
        @Override
        public void write(Map<String, Object> row) throws IOException {
            rows.write(row);
            tally.rows++;
        }

        @Override
        public void close() throws IOException {
            try (out) {
                rows.close();
            }
        }
    }

    /** A file that is being written: JSON objects or columns, one a line. */
    public static final class Rows implements AutoCloseable {
        private final OutputStream out;
        private final Tally tally;

        private Rows(OutputStream out, Tally tally) {
            this.out = out;
            this.tally = tally;
        }

        /** A JSON object: a record, a map or a tree. */
        public void json(Object value) throws IOException {
            text(JsonLines.line(value) + "\n");
            tally.rows++;
        }

        /** Columns with tabs between them. */
        public void columns(String... columns) throws IOException {
            text(String.join("\t", columns) + "\n");
            tally.rows++;
        }

        /** Any text, which is no row. */
        public void text(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
