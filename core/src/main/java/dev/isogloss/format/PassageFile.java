package dev.isogloss.format;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Passage;
import dev.isogloss.io.JsonLine;
import dev.isogloss.io.JsonLines;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Passages in JSON lines, {@code .gz} and {@code .zst} too: {@code _id} or {@code docid}, {@code text}, and where there are any
 * {@code title} and {@code lang} (MIRACL's corpus files, BEIR's, and plain ones).
 */
public final class PassageFile {
    private PassageFile() {}

    /**
     * Hands over every passage of a file in order.
     *
     * @param fallback the language of passages without {@code lang}; when empty, the detector is asked
     */
    public static void read(Path file, Optional<Language> fallback, LanguageDetector detector, Consumer<Passage> sink) {
        LanguageDetector otherwise = fallback.map(LanguageDetector::always).orElse(detector);
        read(file, otherwise, (passage, origin) -> sink.accept(passage));
    }

    /** {@link #read(Path, Optional, LanguageDetector, Consumer)} with the place of each passage. */
    static void read(Path file, LanguageDetector detector, PassageSink sink) {
        lines(file, line -> sink.accept(passage(line, detector), line.origin()));
    }

    /** Every line of a file of JSON lines. */
    static void lines(Path file, Consumer<JsonLine> sink) {
        try {
            JsonLines.read(file, sink::accept);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Passage passage(JsonLine line, LanguageDetector detector) {
        String title = line.text("title").orElse("");
        String text = line.requiredText("text");
        Language language =
                declaredLanguage(line).orElseGet(() -> detector.detect(title.isBlank() ? text : title + "\n" + text));
        return new Passage(key(line, language), title, text);
    }

    static Key key(JsonLine line, Language language) {
        return ReadKeys.key(line.origin(), language, id(line));
    }

    static String id(JsonLine line) {
        return line.requiredText("_id", "docid");
    }

    static Optional<Language> declaredLanguage(JsonLine line) {
        return line.text("lang").filter(code -> !code.isBlank()).map(code -> ReadKeys.language(line.origin(), code));
    }
}
