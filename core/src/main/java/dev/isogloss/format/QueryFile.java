package dev.isogloss.format;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Query;
import dev.isogloss.io.CompressedFiles;
import dev.isogloss.io.JsonLine;
import dev.isogloss.io.Origin;
import dev.isogloss.io.TextLines;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Queries in JSON lines ({@code _id} or {@code query_id}; {@code text}, {@code query} or {@code query_text}; {@code lang} where
 * there is one) or, in a file whose name ends in {@code .tsv}, as MIRACL's topics ({@code id TAB query}); {@code .gz} and
 * {@code .zst} too.
 */
public final class QueryFile {
    private QueryFile() {}

    /**
     * Every query of a file in order.
     *
     * @param fallback the language of queries without {@code lang}; when empty, the detector is asked
     * @throws dev.isogloss.io.BadInputException also when two queries of one language have the same id
     */
    public static List<Query> read(Path file, Optional<Language> fallback, LanguageDetector detector) {
        LanguageDetector otherwise = fallback.map(LanguageDetector::always).orElse(detector);
        Unique queries = new Unique();
        if (isTopics(file)) {
            topics(file, otherwise, queries);
        } else {
            PassageFile.lines(file, line -> queries.add(query(line, otherwise), line.origin()));
        }
        return List.copyOf(queries.list);
    }

    private static boolean isTopics(Path file) {
        return CompressedFiles.plainName(file).endsWith(".tsv");
    }

    private static Query query(JsonLine line, LanguageDetector detector) {
        String id = line.requiredText("_id", "query_id");
        String text = line.requiredText("text", "query", "query_text");
        Language language = PassageFile.declaredLanguage(line).orElseGet(() -> detector.detect(text));
        return new Query(ReadKeys.key(line.origin(), language, id), text);
    }

    private static void topics(Path file, LanguageDetector detector, Unique queries) {
        eachLine(file, lines -> {
            String line = lines.text();
            int tab = line.indexOf('\t');
            if (tab < 0) {
                throw lines.origin().error("expected: query id, tab, query (got: " + line + ")");
            }
            String text = line.substring(tab + 1).strip();
            Key key = ReadKeys.key(lines.origin(), detector.detect(text), line.substring(0, tab));
            queries.add(new Query(key, text), lines.origin());
        });
    }

    /** Every line that is not blank. */
    static void eachLine(Path file, Consumer<PlacedLine> sink) {
        try (TextLines lines = TextLines.open(file)) {
            for (String line = lines.next(); line != null; line = lines.next()) {
                if (!line.isBlank()) {
                    sink.accept(new PlacedLine(line, lines.origin()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    record PlacedLine(String text, Origin origin) {}

    /** Queries in order, no key twice. */
    private static final class Unique {
        private final List<Query> list = new ArrayList<>();
        private final Map<Key, Origin> places = new HashMap<>();

        void add(Query query, Origin origin) {
            Origin earlier = places.putIfAbsent(query.key(), origin);
            if (earlier != null) {
                throw origin.error("query id " + query.key() + " was already used at " + earlier
                        + "; ids must be unique within a language");
            }
            list.add(query);
        }
    }
}
