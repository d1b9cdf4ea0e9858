package dev.isogloss.format;

import dev.isogloss.data.Hit;
import dev.isogloss.data.Key;
import dev.isogloss.data.Ranking;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.CompressedFiles;
import dev.isogloss.io.Origin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * TREC run files, {@code query Q0 passage rank score tag}, {@code .gz} and {@code .zst} too. Read as streams: lines of one query
 * that stand together cost the memory of one query. Ranks are ignored on reading, as trec_eval does.
 */
public final class TrecRun {
    private static final int COLUMNS = 6;

    private TrecRun() {}

    /**
     * Writes rankings in the given order, whole file or nothing. A score reads back as the same float.
     *
     * @param tag the name of the system, without white space
     * @param qualified whether ids are {@code lang:id} (needed where languages mix) or bare
     */
    public static void write(Path file, Iterable<Ranking> rankings, String tag, boolean qualified) throws IOException {
        if (tag.isEmpty() || tag.chars().anyMatch(Character::isWhitespace)) {
            throw new IllegalArgumentException(
                    "a tag must be non-empty and free of white space (got: \"" + tag + "\")");
        }
        CompressedFiles.write(file, out -> {
            Set<String> queries = new HashSet<>();
            for (Ranking ranking : rankings) {
                String query = id(ranking.query(), qualified);
                if (!queries.add(query)) {
                    throw new IllegalArgumentException("two rankings would be written as query " + query);
                }
                out.write(lines(ranking, query, tag, qualified).getBytes(StandardCharsets.UTF_8));
            }
        });
    }

    /**
     * Hands over every line in order. That no query has a passage twice is checked as far as lines of a query stand together,
     * and for the other queries after the last line, by reading their lines once more.
     */
    public static void read(Path file, RunLineConsumer sink) {
        DuplicateWatch watch = new DuplicateWatch();
        each(file, (query, passage, score, origin) -> {
            watch.accept(query, passage, origin);
            sink.accept(query, passage, score);
        });
        requireUnique(file, watch.reappearing);
    }

    /** Query id to hits in trec_eval's order; queries in the order of the file. */
    public static Map<String, List<RunHit>> read(Path file) {
        Map<String, List<RunHit>> run = new LinkedHashMap<>();
        read(
                file,
                (query, passage, score) ->
                        run.computeIfAbsent(query, id -> new ArrayList<>()).add(new RunHit(passage, score)));
        run.replaceAll((query, hits) -> hits.stream().sorted(RunHit.TREC_ORDER).toList());
        return Collections.unmodifiableMap(run);
    }

    /** The rankings of a file whose ids {@code keys} understands; queries in the order of the file. */
    public static List<Ranking> read(Path file, KeyResolver keys) {
        Map<Key, List<Hit>> run = new LinkedHashMap<>();
        DuplicateWatch watch = new DuplicateWatch();
        each(file, (query, passage, score, origin) -> {
            watch.accept(query, passage, origin);
            try {
                Key queryKey = keys.query(query);
                run.computeIfAbsent(queryKey, key -> new ArrayList<>())
                        .add(new Hit(keys.passage(passage, queryKey), score));
            } catch (IllegalArgumentException e) {
                throw origin.error(String.valueOf(e.getMessage()), e);
            }
        });
        requireUnique(file, watch.reappearing);
        return rankings(file, run);
    }

    private static List<Ranking> rankings(Path file, Map<Key, List<Hit>> run) {
        List<Ranking> rankings = new ArrayList<>();
        try {
            run.forEach((query, hits) -> rankings.add(Ranking.of(query, hits, Integer.MAX_VALUE)));
        } catch (IllegalArgumentException e) {
            throw new BadInputException(file + ": " + e.getMessage(), e); // two ids of the file are one key
        }
        return List.copyOf(rankings);
    }

    static String id(Key key, boolean qualified) {
        return qualified ? key.toString() : key.id();
    }

    private static String lines(Ranking ranking, String query, String tag, boolean qualified) {
        Set<String> passages = new HashSet<>();
        StringBuilder lines = new StringBuilder();
        int rank = 0;
        for (Hit hit : ranking.hits()) {
            String passage = id(hit.passage(), qualified);
            if (!passages.add(passage)) {
                throw new IllegalArgumentException(
                        "query " + query + " has the id " + passage + " in two languages; write it qualified");
            }
            // Float.toString gives the shortest decimal that reads back as this float: nine digits at most
            lines.append(query)
                    .append(" Q0 ")
                    .append(passage)
                    .append(' ')
                    .append(++rank)
                    .append(' ');
            lines.append(hit.score()).append(' ').append(tag).append('\n');
        }
        return lines.toString();
    }

    private interface PlacedConsumer {
        void accept(String query, String passage, float score, Origin origin);
    }

    private static void each(Path file, PlacedConsumer sink) {
        QueryFile.eachLine(file, line -> {
            List<String> columns = Qrels.columns(line.text());
            if (columns.size() != COLUMNS) {
                throw line.origin()
                        .error("expected 6 columns: query Q0 passage rank score tag (got " + columns.size() + ": "
                                + line.text() + ")");
            }
            sink.accept(columns.get(0), columns.get(2), score(columns.get(4), line.origin()), line.origin());
        });
    }

    private static float score(String text, Origin origin) {
        float score;
        try {
            score = Float.parseFloat(text);
        } catch (NumberFormatException e) {
            throw origin.error("the score must be a number (got: " + text + ")", e);
        }
        if (!Float.isFinite(score)) {
            throw origin.error("the score must be finite (got: " + text + ")");
        }
        return score;
    }

    private static void requireUnique(Path file, Set<String> queries) {
        if (queries.isEmpty()) {
            return;
        }
        Map<String, Set<String>> seen = new HashMap<>();
        each(file, (query, passage, score, origin) -> {
            if (queries.contains(query)
                    && !seen.computeIfAbsent(query, id -> new HashSet<>()).add(passage)) {
                throw twice(query, passage, origin);
            }
        });
    }

    private static BadInputException twice(String query, String passage, Origin origin) {
        return origin.error("passage " + passage + " comes twice for query " + query + "; keep one of the lines");
    }

    /** Finds doubles within one stretch of lines of a query, and which queries come in several stretches. */
    private static final class DuplicateWatch {
        private final Set<String> seen = new HashSet<>();
        private final Set<String> reappearing = new HashSet<>();
        private final Set<String> passages = new HashSet<>();
        private String current = "";

        void accept(String query, String passage, Origin origin) {
            if (!query.equals(current)) {
                current = query;
                passages.clear();
                if (!seen.add(query)) {
                    reappearing.add(query);
                }
            }
            if (!passages.add(passage)) {
                throw twice(query, passage, origin);
            }
        }
    }
}
