package dev.isogloss.dataset;

import dev.isogloss.io.BadInputException;
import dev.isogloss.io.CompressedFiles;
import dev.isogloss.io.JsonLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** Files of rows, whatever kind they are of. */
public final class RowFile {
    private static final JsonRows JSON = new JsonRows();

    /** The most bytes of a row that is only looked at: a file of one huge line must not be read to see what it is. */
    private static final int LONGEST_SIGHT = 1 << 24;

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
        RowFileType type = type(file);
        try (RowCursor cursor = type.equals(JSON) ? JSON.open(file, LONGEST_SIGHT) : type.open(file)) {
            for (int i = 0; i < 100 && cursor.advance(); i++) {
                try {
                    return Optional.of(cursor.row());
                } catch (BadInputException e) {
                    continue; // whoever reads the file will say what is wrong with this row
                }
            }
        } catch (BadInputException e) {
            if (!type.equals(JSON)) {
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
        return Files.isDirectory(path)
                ? findAll(path).stream().filter(file -> !isCorpus(file)).toList()
                : List.of(path);
    }

    /** All files of rows below a folder, in the order of their names. */
    public static List<Path> findAll(Path folder) {
        try (Stream<Path> below = Files.walk(folder, DEPTH)) {
            return below.filter(RowFile::isNamed)
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
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

    /** How the name of a file of the same kind, compressed alike, ends: {@code .jsonl.gz}, {@code .parquet}. */
    public static String ending(Path file) throws IOException {
        RowFileType type = type(file);
        String compression = String.valueOf(file.getFileName())
                .substring(CompressedFiles.plainName(file).length());
        return type.equals(JSON) ? ".jsonl" + compression : "." + type.word();
    }

    /** The kind that a file's name asks for when it is written; JSON lines where no other does. */
    static RowFileType typeToWrite(Path file) {
        for (RowFileType type : Others.ALL) {
            if (type.isNamed(file)) {
                return type;
            }
        }
        if (CompressedFiles.plainName(file).endsWith(".parquet")) {
            throw new BadInputException("cannot write " + file + ": "
                    + (file.toString().endsWith(".parquet")
                            ? "the module isogloss-parquet is not on the class path"
                            : "Parquet compresses its rows itself; name it .parquet"));
        }
        return JSON;
    }

    /** Whether lines of text may have this name. */
    static void requireText(Path file) {
        RowFileType type = typeToWrite(file);
        if (!type.equals(JSON)) {
            throw new BadInputException("cannot write " + file + ": this format is lines of text, which are not "
                    + type.word() + "; choose another name");
        }
    }

    private static boolean isCorpus(Path file) {
        return CompressedFiles.plainName(file).startsWith("corpus");
    }

    /** Whether a file's name is one of rows. */
    public static boolean isNamed(Path file) {
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
