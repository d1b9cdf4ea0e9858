package dev.isogloss.job;

import dev.isogloss.io.BadInputException;
import java.util.Arrays;
import java.util.Locale;

/** What an index is searched with. */
public enum SearchMode {
    DENSE,
    LEXICAL,
    HYBRID;

    /** Its lower-case name. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The mode of a word. */
    public static SearchMode parse(String word) {
        return Arrays.stream(values())
                .filter(mode -> mode.word().equals(word))
                .findFirst()
                .orElseThrow(
                        () -> new BadInputException("--mode must be dense, lexical or hybrid (got: " + word + ")"));
    }
}
