package dev.isogloss.format;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;

/**
 * Finds the keys that the ids of TREC and BEIR files stand for; those files know no languages. What cannot be resolved is an
 * {@link IllegalArgumentException}, to which the reader adds file and line.
 */
public interface KeyResolver {
    /** The query an id stands for. */
    Key query(String id);

    /** The passage an id stands for beside a query. */
    Key passage(String id, Key query);

    /** For files that hold {@code lang:id} throughout. */
    static KeyResolver qualified() {
        return new KeyResolver() {
            @Override
            public Key query(String id) {
                return Key.parse(id);
            }

            @Override
            public Key passage(String id, Key query) {
                return Key.parse(id);
            }
        };
    }

    /** For files that hold bare ids of one language. */
    static KeyResolver of(Language language) {
        return of(language, language);
    }

    /** For files that hold bare ids: queries of one language, passages of another. */
    static KeyResolver of(Language queries, Language passages) {
        return new KeyResolver() {
            @Override
            public Key query(String id) {
                return new Key(queries, id);
            }

            @Override
            public Key passage(String id, Key query) {
                return new Key(passages, id);
            }
        };
    }
}
