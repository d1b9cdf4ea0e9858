package dev.isogloss.data;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A language by its lower-case code, for example {@code sw} or {@code zh-hant}.
 *
 * @param code two or three letters, optionally followed by {@code -} and more letters or digits
 */
public record Language(String code) implements Comparable<Language> {
    private static final Pattern CODE = Pattern.compile("[a-z]{2,3}(-[a-z0-9]{2,8})*");

    /** The language of a text nobody could name. */
    public static final Language UNDETERMINED = new Language("und");

    /** The 18 languages of MIRACL, in the order of their codes. */
    public static final List<Language> MIRACL = List.of(
                    "ar", "bn", "de", "en", "es", "fa", "fi", "fr", "hi", "id", "ja", "ko", "ru", "sw", "te", "th",
                    "yo", "zh")
            .stream()
            .map(Language::new)
            .toList();

    public Language {
        if (!isCode(code)) {
            throw new IllegalArgumentException(
                    "a language code is two or three lower-case letters, for example sw or zh-hant (got: " + code
                            + ")");
        }
    }

    /** Whether {@code text} has the form of a language code. */
    public static boolean isCode(String text) {
        return CODE.matcher(text).matches();
    }

    @Override
    public int compareTo(Language other) {
        return code.compareTo(other.code);
    }

    @Override
    public String toString() {
        return code;
    }
}
