package dev.isogloss.dataset.collection;

import dev.isogloss.data.Language;
import dev.isogloss.io.JsonLine;
import java.util.Map;

/** The language that a row says it is in. */
public final class LanguageField {
    private LanguageField() {}

    /**
     * The field {@code lang}; undetermined without one.
     *
     * @throws dev.isogloss.io.BadInputException when it is no code of a language
     */
    public static Language of(JsonLine row) {
        return of(row, "lang");
    }

    /** {@link #of(JsonLine)} of another field. */
    public static Language of(JsonLine row, String field) {
        String code = row.text(field).orElse("");
        if (code.isBlank()) {
            return Language.UNDETERMINED;
        }
        if (!Language.isCode(code)) {
            throw row.error(
                    "field \"" + field + "\" must be a language code such as sw or zh-hant (got: " + code + ")");
        }
        return new Language(code);
    }

    /** Adds the field where the language is known. */
    public static void put(Map<String, Object> row, Language language) {
        if (!language.equals(Language.UNDETERMINED)) {
            row.put("lang", language.code());
        }
    }
}
