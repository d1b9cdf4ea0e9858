package dev.isogloss.mine;

import dev.isogloss.data.Language;
import dev.isogloss.io.BadInputException;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Languages by their English names, which models know better than codes. */
public final class LanguageName {
    private LanguageName() {}

    /**
     * Refuses languages that a language model cannot be asked about, or told to write in, because they have no name.
     *
     * @throws BadInputException naming them
     */
    public static void require(Collection<Language> languages) {
        SortedSet<Language> unknown = new TreeSet<>();
        for (Language language : languages) {
            if (known(language).isEmpty()) {
                unknown.add(language);
            }
        }
        if (!unknown.isEmpty()) {
            throw new BadInputException("a language model can neither judge nor write in " + unknown
                    + ": no name of that language is known; use the code of ISO 639, for example sw");
        }
    }

    /** For example {@code Swahili}; the code itself where no name is known. */
    static String of(Language language) {
        return known(language).orElse(language.code());
    }

    /** The name, where there is one. */
    public static Optional<String> known(Language language) {
        if (language.equals(Language.UNDETERMINED)) {
            return Optional.empty();
        }
        String name = Locale.forLanguageTag(language.code()).getDisplayName(Locale.ENGLISH);
        return name.isEmpty() || name.equals(language.code()) ? Optional.empty() : Optional.of(name);
    }
}
