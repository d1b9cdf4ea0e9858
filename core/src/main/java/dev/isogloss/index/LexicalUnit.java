package dev.isogloss.index;

import dev.isogloss.data.Language;
import dev.isogloss.data.TextSpan;
import dev.isogloss.io.BadInputException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What BM25 counts: the words that a language's analyzer finds, or runs of four characters, which need no analyzer. */
public enum LexicalUnit {
    /** Stemmed words, as {@link Analyzers} has them for the language. */
    WORD("bm25"),

    /** Stemmed words as Anserini has them, see {@link AnseriniAnalyzers}: for figures that are to be compared with its own. */
    ANSERINI_WORD("bm25"),

    /** Character 4-grams across words, alike for all languages; see {@link FourGrams}. */
    FOUR_GRAM("bm25-4gram");

    private final String retriever;

    LexicalUnit(String retriever) {
        this.retriever = retriever;
    }

    /** The name of a retriever that counts these. */
    public String retriever() {
        return retriever;
    }

    /** The units of a text. */
    AnalyzedText analyze(Language language, String text) {
        return switch (this) {
            case WORD -> AnalyzedText.of(Analyzers.forLanguage(language), language, text);
            case ANSERINI_WORD -> AnalyzedText.of(AnseriniAnalyzers.forLanguage(language), language, text);
            case FOUR_GRAM -> FourGrams.of(text);
        };
    }

    /** Where a text of a language has some of the units; nowhere where the units are no words. */
    List<TextSpan> places(Language language, Set<String> terms, String text) {
        return switch (this) {
            case WORD -> MatchedWords.of(Analyzers.forLanguage(language), language, terms, text);
            case ANSERINI_WORD -> MatchedWords.of(AnseriniAnalyzers.forLanguage(language), language, terms, text);
            case FOUR_GRAM -> List.of();
        };
    }

    /** The word for this in the notes of an index. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The unit that an index notes; the ones that note nothing hold words. */
    static LexicalUnit of(String note) {
        for (LexicalUnit unit : values()) {
            if (unit.word().equals(note)) {
                return unit;
            }
        }
        return WORD;
    }

    /**
     * The words of a BM25 profile.
     *
     * @param profile {@code isogloss}, the analyzers that do best, or {@code anserini}, those of published figures
     */
    public static LexicalUnit ofProfile(String profile) {
        return switch (profile) {
            case "isogloss" -> WORD;
            case "anserini" -> ANSERINI_WORD;
            default -> throw new BadInputException("a BM25 profile is isogloss or anserini (got: " + profile + ")");
        };
    }
}
