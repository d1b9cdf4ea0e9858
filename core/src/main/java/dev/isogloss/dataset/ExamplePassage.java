package dev.isogloss.dataset;

import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * A passage of a training example.
 *
 * @param id empty where the format has none
 * @param title empty when there is none
 * @param text null where the format has ids only
 * @param score a teacher's, or null
 */
public record ExamplePassage(
        String id,
        String title,
        @Nullable String text,
        @Nullable Double score) {
    /** A passage without id and score. */
    public static ExamplePassage of(String text) {
        return new ExamplePassage("", "", text, null);
    }

    /** A passage of which only the id is known. */
    public static ExamplePassage ofId(String id) {
        return new ExamplePassage(id, "", null, null);
    }

    /** Whether the text has to be looked up. */
    public boolean isIdOnly() {
        return text == null;
    }

    /** The text; only where it is known. */
    public String requiredText() {
        if (text == null) {
            throw new IllegalStateException("the text of passage " + id + " was not looked up");
        }
        return text;
    }

    /** Title and text as one, for formats that have no title. */
    public String whole() {
        return title.isEmpty() ? requiredText() : title + " " + requiredText();
    }

    /** A teacher's score. */
    public OptionalDouble teacher() {
        return score == null ? OptionalDouble.empty() : OptionalDouble.of(score);
    }
}
