package dev.isogloss.format;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.io.Origin;

/** Languages and keys as files spell them; what is wrong with one is told with its place. */
final class ReadKeys {
    private ReadKeys() {}

    static Language language(Origin origin, String code) {
        try {
            return new Language(code);
        } catch (IllegalArgumentException e) {
            throw origin.error(String.valueOf(e.getMessage()), e);
        }
    }

    static Key key(Origin origin, Language language, String id) {
        try {
            return new Key(language, id);
        } catch (IllegalArgumentException e) {
            throw origin.error(String.valueOf(e.getMessage()), e);
        }
    }
}
