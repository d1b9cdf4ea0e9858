package dev.isogloss.format;

import dev.isogloss.data.Language;

/** Names the language of a text whose source does not say. Deterministic; safe for many threads. */
@FunctionalInterface
public interface LanguageDetector {
    /** The language of a text; {@link Language#UNDETERMINED} when there is nothing to go by. */
    Language detect(String text);

    /** The detector for sources that are known to be in one language. */
    static LanguageDetector always(Language language) {
        return text -> language;
    }
}
