package dev.isogloss.format;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Query;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Resolves the ids of a plain collection's judgments: bare ones by the language that has them, {@code lang:id} as it says. An id
 * that nothing has keeps the query's language, so that it shows up as dangling.
 */
final class PlainKeys implements KeyResolver {
    private final Map<String, SortedSet<Language>> queries = new HashMap<>();
    private final PlainScan scan;

    PlainKeys(List<Query> queries, PlainScan scan) {
        for (Query query : queries) {
            this.queries
                    .computeIfAbsent(query.key().id(), id -> new TreeSet<>())
                    .add(query.language());
        }
        this.scan = scan;
    }

    @Override
    public Key query(String id) {
        SortedSet<Language> languages = queries.get(id);
        if (languages == null) {
            return isQualified(id) ? Key.parse(id) : new Key(Language.UNDETERMINED, id);
        }
        if (languages.size() > 1) {
            throw ambiguous("query", id, languages);
        }
        return new Key(languages.first(), id);
    }

    @Override
    public Key passage(String id, Key query) {
        SortedSet<Language> languages = scan.languagesOf(id);
        if (languages.isEmpty()) {
            return isQualified(id) ? Key.parse(id) : new Key(query.language(), id);
        }
        if (languages.contains(query.language())) {
            return new Key(query.language(), id);
        }
        if (languages.size() > 1) {
            throw ambiguous("passage", id, languages);
        }
        return new Key(languages.first(), id);
    }

    private static boolean isQualified(String id) {
        int colon = id.indexOf(':');
        return colon > 0 && colon < id.length() - 1 && Language.isCode(id.substring(0, colon));
    }

    private static IllegalArgumentException ambiguous(String what, String id, SortedSet<Language> languages) {
        return new IllegalArgumentException(what + " id " + id + " occurs in several languages ("
                + Languages.join(languages) + "); write it as lang:id, for example " + languages.first() + ":" + id);
    }
}
