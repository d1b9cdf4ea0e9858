package dev.isogloss.dataset;

import dev.isogloss.data.Language;
import java.util.Set;

/**
 * A passage as a file has it.
 *
 * @param id any text
 * @param language undetermined where the file does not say
 * @param title empty when there is none
 * @param unread the names of further fields that hold something
 */
public record PassageRow(String id, Language language, String title, String text, Set<String> unread) {
    public PassageRow {
        unread = Set.copyOf(unread);
    }

    /** A passage all of which is read. */
    public PassageRow(String id, Language language, String title, String text) {
        this(id, language, title, text, Set.of());
    }

    /** The same passage under another id, in a language. */
    public PassageRow as(String otherId, Language otherLanguage) {
        return new PassageRow(otherId, otherLanguage, title, text, unread);
    }

    /** Title and text as one, for formats that have no title. */
    public String whole() {
        return title.isEmpty() ? text : title + " " + text;
    }
}
