package dev.isogloss.eval;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import dev.isogloss.io.BadInputException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads and writes {@code results.json} and {@code comparisons.json}: a JSON array with one object a line, keys in the order of
 * {@link ResultRow} and {@link Comparison}, numbers in the shortest form that reads back as the same double. Equal values give
 * equal bytes; a file is replaced as a whole.
 */
public final class ResultsFile {
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .changeDefaultVisibility(checker -> checker.withIsGetterVisibility(JsonAutoDetect.Visibility.NONE))
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private ResultsFile() {}

    /** The text of {@code results.json}. */
    public static String resultsJson(List<ResultRow> rows) {
        return json(rows);
    }

    /** The text of {@code comparisons.json}. */
    public static String comparisonsJson(List<Comparison> comparisons) {
        return json(comparisons);
    }

    /** Writes {@code results.json}. */
    public static void writeResults(Path file, List<ResultRow> rows) throws IOException {
        replace(file, json(rows));
    }

    /** Writes {@code comparisons.json}. */
    public static void writeComparisons(Path file, List<Comparison> comparisons) throws IOException {
        replace(file, json(comparisons));
    }

    /** Reads {@code results.json}. */
    public static List<ResultRow> readResults(Path file) throws IOException {
        return read(file, ResultRow[].class);
    }

    /** Reads {@code comparisons.json}. */
    public static List<Comparison> readComparisons(Path file) throws IOException {
        return read(file, Comparison[].class);
    }

    private static String json(List<?> values) {
        return values.isEmpty()
                ? "[]\n"
                : values.stream().map(JSON::writeValueAsString).collect(Collectors.joining(",\n", "[\n", "\n]\n"));
    }

    private static <T> List<T> read(Path file, Class<T[]> type) throws IOException {
        try {
            return List.of(JSON.readValue(Files.readString(file), type));
        } catch (JacksonException e) {
            throw new BadInputException(
                    file + " is not a JSON array of " + type.componentType().getSimpleName()
                            + " objects as this program writes it: " + e.getOriginalMessage(),
                    e);
        }
    }

    private static void replace(Path file, String text) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        Files.write(temporary, text.getBytes(StandardCharsets.UTF_8));
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
