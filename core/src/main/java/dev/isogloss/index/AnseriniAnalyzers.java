package dev.isogloss.index;

import dev.isogloss.data.Language;
import dev.isogloss.io.BadInputException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.th.ThaiAnalyzer;

/**
 * The analyzers of Anserini (https://github.com/castorini/anserini), whose BM25 figures are the published ones of MIRACL, Mr. TyDi
 * and CIRAL: Lucene's own for the languages that it names, white space for Swahili, English (Porter, Lucene's stop words) for
 * every other, Yoruba, Hausa and Somali among them. They find less than {@link Analyzers} and are here to be compared with.
 *
 * <p>Thai is cut by {@code ThaiAnalyzer}, which depends on the locale data of the running JDK.
 */
final class AnseriniAnalyzers {
    /** Anserini names the same Lucene analyzer as we do. */
    private static final Set<String> SHARED_CHOICE = Set.of(
            "ar", "bn", "da", "de", "en", "es", "fa", "fi", "fr", "hi", "hu", "id", "it", "ja", "ko", "nl", "no", "pt",
            "ru", "sv", "te", "tr", "zh");

    private static final ConcurrentMap<String, Analyzer> SHARED = new ConcurrentHashMap<>();

    private AnseriniAnalyzers() {}

    /**
     * The analyzer of a language, by the part of its code before the first {@code -}. Shared by all threads; not to be closed.
     *
     * @throws BadInputException for Polish and Ukrainian, whose dictionaries (Morfologik) are not part of this program
     */
    static Analyzer forLanguage(Language language) {
        int end = language.code().indexOf('-');
        String code = end < 0 ? language.code() : language.code().substring(0, end);
        if (SHARED_CHOICE.contains(code)) {
            return Analyzers.forLanguage(language);
        }
        return SHARED.computeIfAbsent(code, AnseriniAnalyzers::create);
    }

    private static Analyzer create(String code) {
        return switch (code) {
            case "pl", "uk" ->
                throw new BadInputException(
                        "the BM25 profile anserini cannot do language " + code
                                + ": Anserini cuts it with Morfologik, which is not part of this program; use the profile isogloss");
            case "sw" -> new WhitespaceAnalyzer();
            case "th" -> new ThaiAnalyzer();
            default -> new EnglishAnalyzer();
        };
    }
}
