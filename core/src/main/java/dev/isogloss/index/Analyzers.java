package dev.isogloss.index;

import dev.isogloss.data.Language;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.ar.ArabicAnalyzer;
import org.apache.lucene.analysis.bg.BulgarianAnalyzer;
import org.apache.lucene.analysis.bn.BengaliAnalyzer;
import org.apache.lucene.analysis.ca.CatalanAnalyzer;
import org.apache.lucene.analysis.cjk.CJKAnalyzer;
import org.apache.lucene.analysis.ckb.SoraniAnalyzer;
import org.apache.lucene.analysis.cz.CzechAnalyzer;
import org.apache.lucene.analysis.da.DanishAnalyzer;
import org.apache.lucene.analysis.de.GermanAnalyzer;
import org.apache.lucene.analysis.el.GreekAnalyzer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.es.SpanishAnalyzer;
import org.apache.lucene.analysis.et.EstonianAnalyzer;
import org.apache.lucene.analysis.eu.BasqueAnalyzer;
import org.apache.lucene.analysis.fa.PersianAnalyzer;
import org.apache.lucene.analysis.fi.FinnishAnalyzer;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.ga.IrishAnalyzer;
import org.apache.lucene.analysis.gl.GalicianAnalyzer;
import org.apache.lucene.analysis.hi.HindiAnalyzer;
import org.apache.lucene.analysis.hu.HungarianAnalyzer;
import org.apache.lucene.analysis.hy.ArmenianAnalyzer;
import org.apache.lucene.analysis.icu.ICUFoldingFilter;
import org.apache.lucene.analysis.icu.ICUNormalizer2Filter;
import org.apache.lucene.analysis.icu.segmentation.ICUTokenizer;
import org.apache.lucene.analysis.id.IndonesianAnalyzer;
import org.apache.lucene.analysis.it.ItalianAnalyzer;
import org.apache.lucene.analysis.ja.JapaneseAnalyzer;
import org.apache.lucene.analysis.ko.KoreanAnalyzer;
import org.apache.lucene.analysis.lt.LithuanianAnalyzer;
import org.apache.lucene.analysis.lv.LatvianAnalyzer;
import org.apache.lucene.analysis.ne.NepaliAnalyzer;
import org.apache.lucene.analysis.nl.DutchAnalyzer;
import org.apache.lucene.analysis.no.NorwegianAnalyzer;
import org.apache.lucene.analysis.pt.PortugueseAnalyzer;
import org.apache.lucene.analysis.ro.RomanianAnalyzer;
import org.apache.lucene.analysis.ru.RussianAnalyzer;
import org.apache.lucene.analysis.sr.SerbianAnalyzer;
import org.apache.lucene.analysis.sv.SwedishAnalyzer;
import org.apache.lucene.analysis.ta.TamilAnalyzer;
import org.apache.lucene.analysis.te.TeluguAnalyzer;
import org.apache.lucene.analysis.tr.TurkishAnalyzer;

/**
 * Which Lucene analyzer turns a text of a language into terms.
 *
 * <p>Chosen on MIRACL passages (nDCG@10 of BM25): the language's own analyzer where Lucene has one; Kuromoji for Japanese, Nori
 * for Korean, character bigrams for Chinese. Thai is cut by ICU's dictionary: slightly better than {@code ThaiAnalyzer}, which
 * besides depends on the locale data of the running JDK. Every other language, Swahili and Yoruba among them, is cut by ICU
 * (which knows all scripts) and folded (case, width, diacritics): folding is worth much where writers leave tone marks out
 * (Yoruba .70 to .83), and nothing is lost against splitting at white space (Swahili .53 to .65).
 */
public final class Analyzers {
    private static final ConcurrentMap<String, Analyzer> SHARED = new ConcurrentHashMap<>();

    private Analyzers() {}

    /** The analyzer of a language, by the part of its code before the first {@code -}. Shared by all threads; not to be closed. */
    public static Analyzer forLanguage(Language language) {
        int end = language.code().indexOf('-');
        String code = end < 0 ? language.code() : language.code().substring(0, end);
        return SHARED.computeIfAbsent(code, Analyzers::create);
    }

    private static Analyzer create(String code) {
        return switch (code) {
            case "ar" -> new ArabicAnalyzer();
            case "bg" -> new BulgarianAnalyzer();
            case "bn" -> new BengaliAnalyzer();
            case "ca" -> new CatalanAnalyzer();
            case "ckb" -> new SoraniAnalyzer();
            case "cs" -> new CzechAnalyzer();
            case "da" -> new DanishAnalyzer();
            case "de" -> new GermanAnalyzer();
            case "el" -> new GreekAnalyzer();
            case "en" -> new EnglishAnalyzer();
            case "es" -> new SpanishAnalyzer();
            case "et" -> new EstonianAnalyzer();
            case "eu" -> new BasqueAnalyzer();
            case "fa" -> new PersianAnalyzer();
            case "fi" -> new FinnishAnalyzer();
            case "fr" -> new FrenchAnalyzer();
            case "ga" -> new IrishAnalyzer();
            case "gl" -> new GalicianAnalyzer();
            case "hi" -> new HindiAnalyzer();
            case "hu" -> new HungarianAnalyzer();
            case "hy" -> new ArmenianAnalyzer();
            case "id" -> new IndonesianAnalyzer();
            case "it" -> new ItalianAnalyzer();
            case "ja" -> new JapaneseAnalyzer();
            case "ko" -> new KoreanAnalyzer();
            case "lt" -> new LithuanianAnalyzer();
            case "lv" -> new LatvianAnalyzer();
            case "nb", "nn", "no" -> new NorwegianAnalyzer();
            case "ne" -> new NepaliAnalyzer();
            case "nl" -> new DutchAnalyzer();
            case "pt" -> new PortugueseAnalyzer();
            case "ro" -> new RomanianAnalyzer();
            case "ru" -> new RussianAnalyzer();
            case "sr" -> new SerbianAnalyzer();
            case "sv" -> new SwedishAnalyzer();
            case "ta" -> new TamilAnalyzer();
            case "te" -> new TeluguAnalyzer();
            case "th" -> new UnfoldedAnalyzer();
            case "tr" -> new TurkishAnalyzer();
            case "zh" -> new CJKAnalyzer();
            default -> new FoldedAnalyzer();
        };
    }

    /** Words of any script; case, width and diacritics do not matter. */
    private static final class FoldedAnalyzer extends Analyzer {
        @Override
        protected TokenStreamComponents createComponents(String field) {
            Tokenizer words = new ICUTokenizer();
            return new TokenStreamComponents(words, new ICUFoldingFilter(words));
        }
    }

    /** Words of any script; case and width do not matter, diacritics (in Thai: tones and vowels) do. */
    private static final class UnfoldedAnalyzer extends Analyzer {
        @Override
        protected TokenStreamComponents createComponents(String field) {
            Tokenizer words = new ICUTokenizer();
            return new TokenStreamComponents(words, new ICUNormalizer2Filter(words));
        }
    }
}
