package dev.isogloss.job;

import dev.isogloss.data.Language;
import dev.isogloss.dataset.BadRows;
import dev.isogloss.dataset.convert.Languages;
import dev.isogloss.format.LanguageDetector;
import dev.isogloss.format.LinguaDetector;
import dev.isogloss.io.BadInputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How a data set is read, as a command line says it.
 *
 * @param from the word of a format; null to find out
 * @param languages those to keep; empty for all
 * @param language of rows that say none; null for not said
 * @param detect whether the language of such rows is found out
 * @param skip whether bad rows are left out instead of being an error
 * @param rejected the file of bad rows; null for the usual place
 */
public record DataOptions(
        @Nullable String from,
        List<String> languages,
        @Nullable String language,
        boolean detect,
        boolean skip,
        @Nullable Path rejected) {
    public DataOptions {
        languages = List.copyOf(languages);
        if (language != null && detect) {
            throw new BadInputException(
                    "--language says the language and --detect-languages asks for it; give one of them");
        }
    }

    Languages chosen() {
        Set<Language> chosen = new TreeSet<>();
        languages.forEach(code -> chosen.add(code(code)));
        LanguageDetector otherwise = detect
                ? LinguaDetector.ofCommonLanguages()
                : language == null ? null : LanguageDetector.always(code(language));
        return new Languages(otherwise, chosen);
    }

    /** What happens to bad rows; without a place of their own they go beside {@code result}. */
    BadRows badRows(Path result) throws IOException {
        if (!skip) {
            return BadRows.fail();
        }
        Path absolute = result.toAbsolutePath();
        return BadRows.skip(
                rejected == null ? absolute.resolveSibling(absolute.getFileName() + ".rejected.jsonl") : rejected);
    }

    private static Language code(String code) {
        try {
            return new Language(code);
        } catch (IllegalArgumentException e) {
            throw new BadInputException(String.valueOf(e.getMessage()), e);
        }
    }
}
