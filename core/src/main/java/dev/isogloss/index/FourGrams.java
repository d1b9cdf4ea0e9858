package dev.isogloss.index;

import com.ibm.icu.text.Normalizer2;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A text as the runs of four code points in it (McNamee and Mayfield 2004, https://doi.org/10.1023/B:INRT.0000009441.78971.be):
 * stems, compounds and languages without spaces need no rules of their own.
 *
 * <p>Case and width are folded (NFKC case folding). Letters, marks and numbers are kept, every run of anything else is one space, and there is
 * a space before the first and after the last, so that beginnings and ends of words are grams of their own. A text of one letter
 * is one shorter gram; a text without any has none.
 */
final class FourGrams {
    private static final int LENGTH = 4;
    private static final Normalizer2 FOLD = Normalizer2.getNFKCCasefoldInstance();

    private FourGrams() {}

    static AnalyzedText of(String text) {
        int[] points = normalized(text);
        List<String> grams = new ArrayList<>(points.length);
        if (points.length > 2) {
            int length = Math.min(LENGTH, points.length);
            for (int from = 0; from + length <= points.length; from++) {
                grams.add(new String(points, from, length));
            }
        }
        return new AnalyzedText(grams, new BitSet());
    }

    /** Code points with one space around and between stretches of letters, marks and numbers. */
    private static int[] normalized(String text) {
        StringBuilder kept = new StringBuilder(text.length() + 2).append(' ');
        FOLD.normalize(text).codePoints().forEach(point -> {
            if (counts(point)) {
                kept.appendCodePoint(point);
            } else if (kept.charAt(kept.length() - 1) != ' ') {
                kept.append(' ');
            }
        });
        if (kept.charAt(kept.length() - 1) != ' ') {
            kept.append(' ');
        }
        return kept.codePoints().toArray();
    }

    private static boolean counts(int point) {
        return switch (Character.getType(point)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            case Character.LETTER_NUMBER, Character.OTHER_NUMBER, Character.DECIMAL_DIGIT_NUMBER -> true;
            default -> Character.isLetter(point);
        };
    }
}
