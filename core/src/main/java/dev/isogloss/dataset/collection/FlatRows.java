package dev.isogloss.dataset.collection;

import dev.isogloss.dataset.CollectionFiles;
import dev.isogloss.dataset.FieldType;
import dev.isogloss.dataset.IdText;
import dev.isogloss.dataset.Losses;
import dev.isogloss.dataset.PassageRow;
import dev.isogloss.dataset.QueryIds;
import dev.isogloss.dataset.QueryRow;
import dev.isogloss.dataset.RowShape;
import dev.isogloss.dataset.RowWriter;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The rows of BEIR and plain folders: {@code {_id, title, text, lang?}} and {@code {_id, text, lang?}}. */
final class FlatRows {
    static final RowShape PASSAGES = RowShape.of(FieldType.TEXT, "_id", "title", "text", "lang");
    static final RowShape QUERIES = RowShape.of(FieldType.TEXT, "_id", "text", "lang");

    private FlatRows() {}

    static void passages(RowWriter out, CollectionFiles from) throws IOException {
        from.passages((row, origin) -> out.write(passage(row)));
    }

    /** Writes the queries of a split that were not written yet. */
    static void queries(RowWriter out, CollectionFiles from, String split, QueryIds written) throws IOException {
        from.queries(split, (row, origin) -> {
            if (written.add(row, origin)) {
                out.write(query(row));
            }
        });
    }

    /** Counts the queries that no split's judgments name: a format that cuts splits by judgments loses them. */
    static void countUnjudged(CollectionFiles from, String split, Losses losses) throws IOException {
        Set<String> judged = new HashSet<>();
        from.judgments(split, (row, origin) -> judged.add(row.query()));
        from.queries(split, (row, origin) -> {
            if (!judged.contains(row.id())) {
                losses.count("queries without judgments, in no split any more");
            }
        });
    }

    private static Map<String, Object> passage(PassageRow row) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("_id", IdText.encode(row.id()));
        json.put("title", row.title());
        json.put("text", row.text());
        LanguageField.put(json, row.language());
        return json;
    }

    private static Map<String, Object> query(QueryRow row) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("_id", IdText.encode(row.id()));
        json.put("text", row.text());
        LanguageField.put(json, row.language());
        return json;
    }
}
