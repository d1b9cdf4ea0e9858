package dev.isogloss.dataset;

import dev.isogloss.data.Language;

/**
 * A passage as a file has it.
 *
 * @param id any text
 * @param language undetermined where the file does not say
 * @param title empty when there is none
 */
public record PassageRow(String id, Language language, String title, String text) {
    /** Title and text as one, for formats that have no title. */
    public String whole() {
        return title.isEmpty() ? text : title + " " + text;
    }
}
