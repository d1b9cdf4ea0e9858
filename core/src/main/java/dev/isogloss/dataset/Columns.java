package dev.isogloss.dataset;

/** Texts in files of columns, where tabs and ends of lines part the texts and cannot be in them. */
public final class Columns {
    private Columns() {}

    /** The text with a space for every tab and end of a line; told to {@code losses} where there was any. */
    public static String text(String text, Losses losses) {
        String flat = text.replace('\t', ' ').replace('\n', ' ').replace('\r', ' ');
        if (!flat.equals(text)) {
            losses.count("texts with tabs or line breaks, now spaces");
        }
        return flat;
    }
}
