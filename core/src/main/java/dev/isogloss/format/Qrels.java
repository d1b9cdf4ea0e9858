package dev.isogloss.format;

import dev.isogloss.data.Judgments;
import dev.isogloss.data.Key;
import dev.isogloss.io.CompressedFiles;
import dev.isogloss.io.Origin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringTokenizer;

/**
 * Judgment files: TREC ({@code query 0 passage grade}, split at white space) and BEIR (first line {@code query-id TAB corpus-id
 * TAB score}), told apart by their first line; {@code .gz} and {@code .zst} too. A pair judged twice is an error.
 */
public final class Qrels {
    private Qrels() {}

    /** Takes one judgment as the file spells it. */
    @FunctionalInterface
    public interface LineConsumer {
        void accept(String query, String passage, int grade, Origin origin);
    }

    /** Query id to passage id to grade, in the order of the file. */
    public static Map<String, Map<String, Integer>> read(Path file) {
        Map<String, Map<String, Integer>> grades = new LinkedHashMap<>();
        read(file, (query, passage, grade, origin) -> {
            Integer earlier =
                    grades.computeIfAbsent(query, id -> new LinkedHashMap<>()).put(passage, grade);
            requireNew(earlier, query, passage, grade, origin);
        });
        return Collections.unmodifiableMap(grades);
    }

    /** The judgments of a file whose ids {@code keys} understands. */
    public static Judgments read(Path file, KeyResolver keys) {
        Map<Key, Map<Key, Integer>> grades = new HashMap<>();
        read(file, (query, passage, grade, origin) -> {
            try {
                Key queryKey = keys.query(query);
                Integer earlier = grades.computeIfAbsent(queryKey, key -> new HashMap<>())
                        .put(keys.passage(passage, queryKey), grade);
                requireNew(earlier, query, passage, grade, origin);
            } catch (IllegalArgumentException e) {
                throw origin.error(String.valueOf(e.getMessage()), e);
            }
        });
        return Judgments.of(grades);
    }

    /** Hands over every judgment in order, pairs judged twice included. */
    public static void read(Path file, LineConsumer sink) {
        boolean[] beir = {false};
        boolean[] first = {true};
        QueryFile.eachLine(file, line -> {
            List<String> columns = columns(line.text());
            if (first[0]) {
                first[0] = false;
                beir[0] = columns.equals(List.of("query-id", "corpus-id", "score"));
                if (beir[0]) {
                    return;
                }
            }
            int expected = beir[0] ? 3 : 4;
            if (columns.size() != expected) {
                throw line.origin()
                        .error("expected " + (beir[0] ? "query-id, corpus-id, score" : "query, 0, passage, grade")
                                + " (got " + columns.size() + " columns: " + line.text() + ")"
                                + (columns.size() == 3
                                        ? "; a BEIR file begins with the line query-id, corpus-id, score"
                                        : ""));
            }
            sink.accept(
                    columns.getFirst(),
                    columns.get(expected - 2),
                    grade(columns.getLast(), line.origin()),
                    line.origin());
        });
    }

    /**
     * Writes TREC judgments, tab-separated, in the order of keys.
     *
     * @param qualified whether ids are {@code lang:id} or bare
     */
    public static void write(Path file, Judgments judgments, boolean qualified) throws IOException {
        CompressedFiles.write(file, out -> {
            for (Key query : judgments.queries()) {
                StringBuilder lines = new StringBuilder();
                judgments
                        .of(query)
                        .forEach((passage, grade) -> lines.append(TrecRun.id(query, qualified))
                                .append("\t0\t")
                                .append(TrecRun.id(passage, qualified))
                                .append('\t')
                                .append(grade)
                                .append('\n'));
                out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
            }
        });
    }

    static List<String> columns(String line) {
        List<String> columns = new ArrayList<>(6);
        StringTokenizer tokens = new StringTokenizer(line, " \t");
        while (tokens.hasMoreTokens()) {
            columns.add(tokens.nextToken());
        }
        return columns;
    }

    private static int grade(String text, Origin origin) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw origin.error("the grade must be a whole number (got: " + text + ")", e);
        }
    }

    private static void requireNew(
            @org.jspecify.annotations.Nullable Integer earlier,
            String query,
            String passage,
            int grade,
            Origin origin) {
        if (earlier != null) {
            throw origin.error("query " + query + " and passage " + passage + " are judged twice (" + earlier
                    + " before, now " + grade + "); keep one of the lines");
        }
    }
}
