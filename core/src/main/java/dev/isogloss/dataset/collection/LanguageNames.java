package dev.isogloss.dataset.collection;

import dev.isogloss.data.Language;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** English names of languages, as some formats use them instead of codes. */
public final class LanguageNames {
    private static final Map<String, Language> BY_NAME = byName();

    private LanguageNames() {}

    /** The name, for example {@code Swahili}; the code where there is no name. */
    public static String english(Language language) {
        return Locale.forLanguageTag(language.code()).getDisplayLanguage(Locale.ENGLISH);
    }

    /** The language of an English name, in upper or lower case; of a code too. */
    public static Optional<Language> named(String name) {
        Language found = BY_NAME.get(name.toLowerCase(Locale.ROOT));
        return found == null && Language.isCode(name) ? Optional.of(new Language(name)) : Optional.ofNullable(found);
    }

    private static Map<String, Language> byName() {
        Map<String, Language> names = new HashMap<>();
        for (String code : Locale.getISOLanguages()) {
            String name = Locale.of(code).getDisplayLanguage(Locale.ENGLISH).toLowerCase(Locale.ROOT);
            names.putIfAbsent(name, new Language(Locale.of(code).toLanguageTag()));
        }
        return Map.copyOf(names);
    }
}
