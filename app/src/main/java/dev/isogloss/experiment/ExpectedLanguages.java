package dev.isogloss.experiment;

import dev.isogloss.data.Language;
import dev.isogloss.format.LinguaDetector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Tells the language of texts that a language model wrote. */
final class ExpectedLanguages {
    private ExpectedLanguages() {}

    /** Chooses among the expected languages and English only: short queries are told apart far better so. */
    static Function<String, Optional<Language>> detector(List<Language> expected) {
        List<Language> languages = new ArrayList<>(expected);
        Language english = new Language("en");
        if (!languages.contains(english)) {
            languages.add(english);
        }
        LinguaDetector detector = LinguaDetector.among(languages);
        return text -> {
            Language found = detector.detect(text);
            return languages.contains(found) ? Optional.of(found) : Optional.empty();
        };
    }
}
