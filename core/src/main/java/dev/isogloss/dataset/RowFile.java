package dev.isogloss.dataset;

import dev.isogloss.io.BadInputException;
import dev.isogloss.io.CompressedFiles;
import dev.isogloss.io.JsonLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** Files of rows, whatever kind they are of. */
public final class RowFile {
    private static final RowFileType JSON = new JsonRows();
    private static final int DEPTH = 3;

    private RowFile() {}

    /** Makes a value of a row. */
    @FunctionalInterface
    public interface Parser<T> {
        /**
         * Reads a row.
         *
         * @throws BadInputException when the row does not have what it should
         */
        T parse(JsonLine row);
    }

    /** Hands over every row in order; those that cannot be parsed go to {@code badRows}. */
    public static <T> void read(Path file, BadRows badRows, Parser<T> parser, RowSink<T> sink) throws IOException {
        try (RowCursor cursor = type(file).open(file)) {
            while (cursor.advance()) {
                T value;
                try {
                    value = parser.parse(cursor.row());
                } catch (BadInputException e) {
                    badRows.take(cursor.origin(), cursor.raw(), e);
                    continue;
                }
                sink.accept(value, cursor.origin());
            }
        }
    }

    /** The first row that can be read, within the first hundred; empty for files that are not of rows. */
    public static Optional<JsonLine> first(Path file) throws IOException {
        try (RowCursor cursor = type(file).open(file)) {
            for (int i = 0; i < 100 && cursor.advance(); i++) {
                try {
                    return Optional.of(cursor.row());
                } catch (BadInputException e) {
                    continue; // whoever reads the file will say what is wrong with this row
                }
            }
        } catch (BadInputException e) {
            if (!type(file).equals(JSON)) {
                throw e; // it is what it says, and damaged
            }
            return Optional.empty();
        }
        return Optional.empty();
    }

    /**
     * The files of rows of a path: itself, or those below a folder in the order of their names, without passages by themselves
     * ({@code corpus*}).
     */
    public static List<Path> find(Path path) {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        List<Path> found = new ArrayList<>();
        try (Stream<Path> below = Files.walk(path, DEPTH)) {
            below.filter(RowFile::isNamed)
                    .filter(file -> !isCorpus(file))
                    .filter(Files::isRegularFile)
                    .forEach(found::add);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        Collections.sort(found);
        return List.copyOf(found);
    }

    /** The passages beside or below a path, where a file {@code corpus.*} holds them. */
    public static Optional<Path> corpusOf(Path path) {
        Path folder = Files.isDirectory(path) ? path : path.toAbsolutePath().getParent();
        if (folder == null) {
            return Optional.empty();
        }
        try (Stream<Path> below = Files.list(folder)) {
            return below.filter(RowFile::isNamed)
                    .filter(RowFile::isCorpus)
                    .filter(Files::isRegularFile)
                    .sorted()
                    .findFirst();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The word for the kind of a file. */
    public static String kind(Path file) throws IOException {
        return type(file).word();
    }

    private static boolean isCorpus(Path file) {
        return CompressedFiles.plainName(file).startsWith("corpus");
    }

    private static boolean isNamed(Path file) {
        return JSON.isNamed(file) || Others.ALL.stream().anyMatch(type -> type.isNamed(file));
    }

    private static RowFileType type(Path file) throws IOException {
        for (RowFileType type : Others.ALL) {
            if (Files.isRegularFile(file) && type.holds(file)) {
                return type;
            }
        }
        if (file.toString().endsWith(".parquet")) {
            throw new BadInputException(
                    file + " is named .parquet but is no Parquet file, or the module isogloss-parquet is not"
                            + " on the class path");
        }
        return JSON;
    }

    /** The kinds that other modules bring, looked for once. */
    private static final class Others {
        static final List<RowFileType> ALL = ServiceLoader.load(RowFileType.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }
}
