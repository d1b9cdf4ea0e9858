package dev.isogloss.dataset;

import dev.isogloss.io.JsonLine;
import dev.isogloss.io.TextLines;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What there is to see of a path before anything is read: the names in a folder, the first row of a file.
 *
 * @param path a file or a folder
 * @param names the names in the folder (a folder's own ends in {@code /}), sorted; empty for a file
 * @param firstFile the file of rows that was looked into, if any
 * @param firstRow its first row, if it has one
 * @param firstLine the first line of a file that is not of rows; empty otherwise
 */
public record Sighting(
        Path path,
        List<String> names,
        Optional<Path> firstFile,
        Optional<JsonLine> firstRow,
        Optional<String> firstLine) {
    /** The most bytes of a line that is looked at. */
    private static final int LONGEST = 1 << 16;

    public Sighting {
        names = List.copyOf(names);
    }

    /**
     * Looks at a path.
     *
     * @throws dev.isogloss.io.BadInputException when there is nothing
     */
    public static Sighting of(Path path) {
        if (!Files.exists(path)) {
            throw new dev.isogloss.io.BadInputException("there is no file or folder " + path.toAbsolutePath());
        }
        try {
            List<Path> files = RowFile.find(path);
            Optional<Path> file = files.stream().findFirst();
            Optional<JsonLine> row = file.isPresent() ? RowFile.first(file.get()) : Optional.empty();
            Optional<String> line =
                    row.isEmpty() && Files.isRegularFile(path) ? Optional.ofNullable(line(path)) : Optional.empty();
            return new Sighting(path, names(path), file, row, line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether it is a folder. */
    public boolean isFolder() {
        return Files.isDirectory(path);
    }

    /** Whether the first row has all of these fields. */
    public boolean hasFields(String... fields) {
        return firstRow.isPresent()
                && Stream.of(fields).allMatch(field -> firstRow.get().json().has(field));
    }

    /** The sentence that says which fields gave it away. */
    public String fieldsSeen() {
        return "the first row of " + firstFile.map(Path::getFileName).orElse(path) + " has the fields "
                + firstRow.map(row -> String.join(", ", row.json().propertyNames()))
                        .orElse("");
    }

    /** {@link #fieldsSeen} where the first row has all of these fields; empty otherwise. */
    public Optional<String> seen(String... fields) {
        return hasFields(fields) ? Optional.of(fieldsSeen()) : Optional.empty();
    }

    /** Whether a name in the folder matches a regular expression. */
    public boolean hasName(String pattern) {
        return names.stream().anyMatch(name -> name.matches(pattern));
    }

    private static List<String> names(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        try (Stream<Path> children = Files.list(path)) {
            children.forEach(child -> names.add(child.getFileName() + (Files.isDirectory(child) ? "/" : "")));
        }
        Collections.sort(names);
        return names;
    }

    private static @org.jspecify.annotations.Nullable String line(Path file) throws IOException {
        try (TextLines lines = TextLines.open(file, LONGEST)) {
            return lines.next();
        } catch (dev.isogloss.io.BadInputException e) {
            return null; // whoever reads the file will say what is wrong with it
        }
    }
}
