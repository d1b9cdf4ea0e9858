package dev.isogloss.mine;

import dev.isogloss.data.Language;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Decides whether a made text can be used.
 *
 * @param what it is, for the reason: {@code summary} or {@code query}
 * @param longest code points
 * @param languageOf the language of a text, empty where it cannot be told; a text of unknown language passes
 */
record GeneratedText(String what, int longest, Function<String, Optional<Language>> languageOf) {
    /** A text of so few letters is no copy: it may well stand in the passage by itself. */
    private static final int SHORT = 40;

    /** Why it cannot be used; empty when it can. */
    Optional<String> problem(String text, Language wanted, String passage) {
        String letters = letters(text);
        if (letters.isEmpty()) {
            return Optional.of("the " + what + " is blank");
        }
        if (text.codePointCount(0, text.length()) > longest) {
            return Optional.of("the " + what + " is too long");
        }
        if (isCopy(letters, letters(passage))) {
            return Optional.of("the " + what + " copies the passage");
        }
        if (languageOf
                .apply(text)
                .filter(language -> !base(language).equals(base(wanted)))
                .isPresent()) {
            return Optional.of("the " + what + " is in another language");
        }
        return Optional.empty();
    }

    /** Whether two texts have the same letters, digits and marks in the same order, whatever their case. */
    static boolean isSame(String one, String other) {
        return letters(one).equals(letters(other));
    }

    /** The whole passage, or more than half of it in one piece. */
    private static boolean isCopy(String letters, String passage) {
        return letters.length() > SHORT
                && (letters.contains(passage)
                        || (2 * letters.length() > passage.length() && passage.contains(letters)));
    }

    private static String letters(String text) {
        StringBuilder kept = new StringBuilder();
        text.toLowerCase(Locale.ROOT)
                .codePoints()
                .filter(unit -> Character.isLetterOrDigit(unit) || isMark(unit))
                .forEach(kept::appendCodePoint);
        return kept.toString();
    }

    /** The vowels of Hindi, Bengali, Telugu and Thai are marks. */
    private static boolean isMark(int unit) {
        int type = Character.getType(unit);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }

    /** Detectors do not tell {@code zh-hant} from {@code zh}. */
    private static String base(Language language) {
        int dash = language.code().indexOf('-');
        return dash < 0 ? language.code() : language.code().substring(0, dash);
    }
}
