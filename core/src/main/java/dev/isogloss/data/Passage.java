package dev.isogloss.data;

/**
 * A piece of text that can be found.
 *
 * @param title empty when the source has none
 */
public record Passage(Key key, String title, String text) {
    public Language language() {
        return key.language();
    }

    /** Whether there is nothing to search in: neither title nor text has a visible character. */
    public boolean isBlank() {
        return title.isBlank() && text.isBlank();
    }
}
