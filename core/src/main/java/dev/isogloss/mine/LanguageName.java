package dev.isogloss.mine;

import dev.isogloss.data.Language;
import java.util.Locale;
import java.util.Optional;

/** Languages by their English names, which models know better than codes. */
final class LanguageName {
    private LanguageName() {}

    /** For example {@code Swahili}; the code itself where no name is known. */
    static String of(Language language) {
        return known(language).orElse(language.code());
    }

    /** The name, where there is one. */
    static Optional<String> known(Language language) {
        if (language.equals(Language.UNDETERMINED)) {
            return Optional.empty();
        }
        String name = Locale.forLanguageTag(language.code()).getDisplayName(Locale.ENGLISH);
        return name.isEmpty() || name.equals(language.code()) ? Optional.empty() : Optional.of(name);
    }
}
