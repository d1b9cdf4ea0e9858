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
import java.util.stream.Stream;

/**
 * A folder of files that appears whole or not at all: it grows as {@code .NAME.partial} beside its place and takes its name last.
 * A leftover of a killed run is cleared by the next. One per thread.
 */
public final class Output {
    private final Path folder;

    private Output(Path folder) {
        this.folder = folder;
    }

    /**
     * Writes a folder.
     *
     * @throws BadInputException when something other than an empty folder is in its place
     */
    public static void folder(Path target, ThrowingConsumer<Output> body) throws IOException {
        requireFree(target);
        Path absolute = target.toAbsolutePath();
        Path partial = absolute.resolveSibling("." + absolute.getFileName() + ".partial");
        clear(partial);
        try {
            Files.createDirectories(partial);
            body.accept(new Output(partial));
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

    /** Writes one file of rows, whole or not at all, compressed as its name says. */
    public static void file(Path target, ThrowingConsumer<Rows> body) throws IOException {
        CompressedFiles.write(target, out -> {
            BufferedOutputStream buffered = new BufferedOutputStream(out, 1 << 16);
            body.accept(new Rows(buffered));
            buffered.flush();
        });
    }

    /** A new file in the folder, compressed as its name says; parents are made. Close it. */
    public Rows open(String relative) throws IOException {
        Path file = folder.resolve(relative);
        Files.createDirectories(file.getParent());
        OutputStream out =
                CompressedFiles.compress(file, new BufferedOutputStream(Files.newOutputStream(file), 1 << 16));
        return new Rows(new BufferedOutputStream(out, 1 << 16));
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

    /** A file that is being written: JSON objects or columns, one a line. */
    public static final class Rows implements AutoCloseable {
        private final OutputStream out;

        Rows(OutputStream out) {
            this.out = out;
        }

        /** A JSON object: a record, a map or a tree. */
        public void json(Object value) throws IOException {
            out.write(JsonLines.line(value).getBytes(StandardCharsets.UTF_8));
            out.write('\n');
        }

        /** Columns with tabs between them. */
        public void columns(String... columns) throws IOException {
            text(String.join("\t", columns) + "\n");
        }

        /** Any text. */
        public void text(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
