package dev.isogloss.format;

import java.util.Locale;

/** The form in which two queries count as equal: case, spaces and punctuation do not matter. */
public final class QueryNormalizer {
    private QueryNormalizer() {}

    /** Lower case, without white space, control characters and punctuation (Unicode categories Z, C and P); may be empty. */
    public static String normalize(String query) {
        StringBuilder kept = new StringBuilder(query.length());
        query.toLowerCase(Locale.ROOT)
                .codePoints()
                .filter(QueryNormalizer::counts)
                .forEach(kept::appendCodePoint);
        return kept.toString();
    }

    private static boolean counts(int codePoint) {
        return switch ((byte) Character.getType(codePoint)) {
            case Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.CONNECTOR_PUNCTUATION,
                    Character.DASH_PUNCTUATION,
                    Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION,
                    Character.OTHER_PUNCTUATION -> false;
            default -> true;
        };
    }
}
