package dev.isogloss.corpus;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import dev.isogloss.data.Language;
import dev.isogloss.data.TextSpan;
import java.util.ArrayList;
import java.util.List;

/** Texts cut as the Unicode standard has it for a language (UAX #29, ICU's break iterators). */
public final class Sentences {
    private Sentences() {}

    /** The sentences of a text, each with a letter or digit and no space around it; a text without an end is one sentence. */
    public static List<TextSpan> of(Language language, String text) {
        return parts(BreakIterator.getSentenceInstance(new ULocale(language.code())), text);
    }

    /** The words of a text: parts with a letter or digit. */
    public static List<TextSpan> words(Language language, String text) {
        return parts(BreakIterator.getWordInstance(new ULocale(language.code())), text);
    }

    private static List<TextSpan> parts(BreakIterator boundaries, String text) {
        List<TextSpan> parts = new ArrayList<>();
        boundaries.setText(text);
        int start = boundaries.first();
        for (int end = boundaries.next(); end != BreakIterator.DONE; end = boundaries.next()) {
            String part = text.substring(start, end);
            if (part.codePoints().anyMatch(Character::isLetterOrDigit)) {
                int from = start + part.length() - part.stripLeading().length();
                parts.add(new TextSpan(from, from + part.strip().length()));
            }
            start = end;
        }
        return parts;
    }
}
