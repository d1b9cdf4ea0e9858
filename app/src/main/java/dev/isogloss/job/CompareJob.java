package dev.isogloss.job;

import dev.isogloss.eval.ResultRow;
import dev.isogloss.eval.ResultsFile;
import dev.isogloss.io.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/** Puts the results of several run folders side by side; results of different scopes, tasks or splits never share a table. */
public final class CompareJob {
    private CompareJob() {}

    /** The tables as text for a person and their rows as JSON for a program. */
    public record Summary(String text, String json) {}

    /** One figure and where it stands. */
    record Row(String from, ResultRow result) {}

    /**
     * Reads and arranges.
     *
     * @param folders run folders or {@code results.json} files
     * @param language {@code macro}, {@code micro}, a code, or {@code all}
     */
    public static Summary run(List<Path> folders, String metric, String language) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (Path folder : folders) {
            Path file = Files.isDirectory(folder) ? folder.resolve("results.json") : folder;
            if (!Files.isRegularFile(file)) {
                throw new BadInputException(
                        "there are no results in " + folder + "; run its experiment to the end first");
            }
            for (ResultRow row : ResultsFile.readResults(file)) {
                if (row.metric().equals(metric)
                        && (language.equals("all") || row.language().equals(language))) {
                    rows.add(new Row(folder.toString(), row));
                }
            }
        }
        if (rows.isEmpty()) {
            throw new BadInputException(
                    "no result for metric " + metric + " and language " + language + " in " + folders);
        }
        return new Summary(text(rows, folders), JsonMapper.shared().writeValueAsString(rows));
    }

    private static String text(List<Row> rows, List<Path> folders) {
        Map<String, Map<String, Map<String, ResultRow>>> tables = new TreeMap<>();
        for (Row row : rows) {
            ResultRow result = row.result;
            tables.computeIfAbsent(
                            result.scope() + ", " + result.task() + ", " + result.split() + ", " + result.metric(),
                            title -> new LinkedHashMap<>())
                    .computeIfAbsent(result.system() + " " + result.language(), line -> new LinkedHashMap<>())
                    .put(row.from, result);
        }
        StringBuilder text = new StringBuilder();
        tables.forEach((title, lines) -> {
            text.append(title).append('\n').append(String.format("%-24s", ""));
            folders.forEach(folder -> text.append(String.format("  %24s", folder)));
            text.append('\n');
            lines.forEach((name, values) -> {
                text.append(String.format("%-24s", name));
                for (Path folder : folders) {
                    ResultRow row = values.get(folder.toString());
                    text.append(String.format("  %24s", row == null ? "-" : cell(row)));
                }
                text.append('\n');
            });
            text.append('\n');
        });
        return text.toString().stripTrailing();
    }

    private static String cell(ResultRow row) {
        return String.format(Locale.ROOT, "%.4f [%.4f, %.4f]", row.value(), row.low(), row.high());
    }
}
