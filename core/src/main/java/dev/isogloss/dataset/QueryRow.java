package dev.isogloss.dataset;

import dev.isogloss.data.Language;
import java.util.Set;

/**
 * A query as a file has it.
 *
 * @param id any text
 * @param language undetermined where the file does not say
 * @param unread the names of further fields that hold something
 */
public record QueryRow(String id, Language language, String text, Set<String> unread) {
    public QueryRow {
        unread = Set.copyOf(unread);
    }

    /** A query all of which is read. */
    public QueryRow(String id, Language language, String text) {
        this(id, language, text, Set.of());
    }

    /** The same query under another id, in a language. */
    public QueryRow as(String otherId, Language otherLanguage) {
        return new QueryRow(otherId, otherLanguage, text, unread);
    }
}
