package dev.isogloss.format;

import dev.isogloss.data.Language;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.JsonLine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What one pass over a plain corpus teaches: its languages, the detected ones (a byte a passage, so that nothing is detected
 * twice), and in which languages the judged ids occur. No text is held.
 */
final class PlainScan {
    private static final int MOST_LANGUAGES = 127;

    private final List<Language> seen = new ArrayList<>();
    private final Map<Language, Byte> numbers = new HashMap<>();
    private final Map<String, SortedSet<Language>> languagesOfId = new HashMap<>();
    private byte[] detected = new byte[1 << 10];
    private int passages;

    private PlainScan() {}

    /** Reads the corpus once, watching for {@code ids}. */
    static PlainScan of(Path corpus, LanguageDetector detector, Set<String> ids) {
        PlainScan scan = new PlainScan();
        PassageFile.lines(corpus, line -> scan.add(line, detector, ids));
        return scan;
    }

    /** The languages of the corpus, in the order of their codes. */
    SortedSet<Language> languages() {
        return new TreeSet<>(seen);
    }

    /** The languages in which a judged id occurs. */
    SortedSet<Language> languagesOf(String id) {
        return languagesOfId.getOrDefault(id, Collections.emptySortedSet());
    }

    /** The language of the passage at a position of the file, counted from 0. */
    Language languageAt(int position) {
        return seen.get(detected[position]);
    }

    private void add(JsonLine line, LanguageDetector detector, Set<String> ids) {
        Optional<Language> declared = PassageFile.declaredLanguage(line);
        Language language =
                declared.orElseGet(() -> PassageFile.passage(line, detector).language());
        Byte number = numbers.get(language);
        if (number == null) {
            if (seen.size() == MOST_LANGUAGES) {
                throw new BadInputException(line.origin() + ": more than " + MOST_LANGUAGES
                        + " languages in one corpus (" + language + " is one more)");
            }
            number = (byte) seen.size();
            numbers.put(language, number);
            seen.add(language);
        }
        if (passages == detected.length) {
            detected = Arrays.copyOf(detected, passages * 2);
        }
        detected[passages++] = number;
        String id = PassageFile.id(line);
        if (ids.contains(id)) {
            languagesOfId.computeIfAbsent(id, key -> new TreeSet<>()).add(language);
        }
    }
}
