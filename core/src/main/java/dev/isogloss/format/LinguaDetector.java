package dev.isogloss.format;

import com.github.pemistahl.lingua.api.IsoCode639_1;
import com.github.pemistahl.lingua.api.LanguageDetectorBuilder;
import dev.isogloss.data.Language;
import dev.isogloss.io.BadInputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Detects languages with lingua in its low-accuracy mode (trigrams only: 23 MB of heap instead of 305, and as good on texts of
 * the length of a passage). Its models are loaded when the first text comes. Safe for many threads.
 */
public final class LinguaDetector implements LanguageDetector {
    private static final List<String> COMMON = List.of(
            "bg", "ca", "cs", "da", "el", "he", "hu", "it", "lt", "mr", "nl", "pl", "pt", "ro", "sk", "sv", "ta", "tl",
            "tr", "uk", "ur", "vi");

    /** How far ahead of the second language, of a confidence of 1, the first one must be to be believed. */
    private static final double SURE = 0.15;

    private final List<IsoCode639_1> codes;
    private com.github.pemistahl.lingua.api.@Nullable LanguageDetector detector;

    private LinguaDetector(List<IsoCode639_1> codes) {
        this.codes = codes;
    }

    /** Chooses among the 18 languages of MIRACL and 22 other common ones. */
    public static LinguaDetector ofCommonLanguages() {
        Set<Language> languages = new TreeSet<>(Language.MIRACL);
        COMMON.forEach(code -> languages.add(new Language(code)));
        return among(languages);
    }

    /**
     * Chooses among given languages, at least two.
     *
     * @throws BadInputException for a language that lingua does not know
     */
    public static LinguaDetector among(Collection<Language> languages) {
        List<IsoCode639_1> codes = new ArrayList<>();
        for (Language language : new TreeSet<>(languages)) {
            codes.add(Arrays.stream(IsoCode639_1.values())
                    .filter(code -> code.name().equals(language.code().toUpperCase(Locale.ROOT)))
                    .filter(code -> code != IsoCode639_1.NONE)
                    .findFirst()
                    .orElseThrow(() -> unknown(language)));
        }
        if (codes.size() < 2) {
            throw new BadInputException("detecting languages needs at least two to choose from (got: " + languages
                    + "); with one, name it instead");
        }
        return new LinguaDetector(List.copyOf(codes));
    }

    @Override
    public Language detect(String text) {
        if (text.isBlank()) {
            return Language.UNDETERMINED;
        }
        IsoCode639_1 code = loaded().detectLanguageOf(text).getIsoCode639_1();
        return code == IsoCode639_1.NONE
                ? Language.UNDETERMINED
                : new Language(code.name().toLowerCase(Locale.ROOT));
    }

    /**
     * The language of a text, or {@link Language#UNDETERMINED} where another one is nearly as likely: of 348 questions of MIRACL in
     * eight languages of Latin script {@link #detect} names 31 wrongly, this 1, and it leaves 143 undetermined.
     */
    public Language detectSurely(String text) {
        if (text.isBlank()) {
            return Language.UNDETERMINED;
        }
        // The likeliest first.
        List<Map.Entry<com.github.pemistahl.lingua.api.Language, Double>> likely =
                List.copyOf(loaded().computeLanguageConfidenceValues(text).entrySet());
        boolean sure = !likely.isEmpty()
                && (likely.size() == 1
                        || likely.get(0).getValue() - likely.get(1).getValue() >= SURE);
        return sure
                ? new Language(
                        likely.getFirst().getKey().getIsoCode639_1().name().toLowerCase(Locale.ROOT))
                : Language.UNDETERMINED;
    }

    private synchronized com.github.pemistahl.lingua.api.LanguageDetector loaded() {
        if (detector == null) {
            detector = LanguageDetectorBuilder.fromIsoCodes639_1(codes.toArray(IsoCode639_1[]::new))
                    .withLowAccuracyMode()
                    .build();
        }
        return detector;
    }

    private static BadInputException unknown(Language language) {
        String known = Arrays.stream(IsoCode639_1.values())
                .filter(code -> code != IsoCode639_1.NONE)
                .map(code -> code.name().toLowerCase(Locale.ROOT))
                .sorted()
                .collect(Collectors.joining(" "));
        return new BadInputException(
                "language " + language + " cannot be detected; name it in a \"lang\" field (known: " + known + ")");
    }
}
