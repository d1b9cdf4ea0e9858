package dev.isogloss.checkpoint;

import com.ibm.icu.lang.UScript;
import com.ibm.icu.util.ULocale;
import dev.isogloss.data.Language;
import dev.isogloss.io.BadInputException;
import java.util.BitSet;
import java.util.Collection;

/** The scripts that some languages are written in, as Unicode's data of languages (CLDR, through ICU) has them. */
public final class WritingSystem {
    private final BitSet scripts = new BitSet();

    private WritingSystem() {}

    /**
     * The scripts of these languages together: Latin for German, Han with Hiragana and Katakana for Japanese.
     *
     * @throws BadInputException when Unicode's data knows no script of a language
     */
    public static WritingSystem of(Collection<Language> languages) {
        WritingSystem system = new WritingSystem();
        for (Language language : languages) {
            ULocale locale = ULocale.forLanguageTag(language.code());
            int[] codes = UScript.getCode(locale);
            boolean known = !language.equals(Language.UNDETERMINED)
                    && !ULocale.addLikelySubtags(locale).getScript().isEmpty();
            if (codes == null || !known) {
                throw new BadInputException("no script is known for language " + language
                        + "; name a language that is written alike, or the texts themselves (--corpus)");
            }
            for (int code : codes) {
                system.scripts.set(code);
            }
        }
        return system;
    }

    /** Whether every letter of a text belongs to these scripts; digits, punctuation and combining marks belong to all. */
    public boolean writes(String text) {
        return text.codePoints().allMatch(this::holds);
    }

    private boolean holds(int codePoint) {
        int script = UScript.getScript(codePoint);
        return script == UScript.COMMON
                || script == UScript.INHERITED
                || script == UScript.UNKNOWN
                || scripts.get(script);
    }
}
