package dev.isogloss.experiment.report;

import java.util.Locale;

/** How the report writes numbers, languages and long texts. */
final class Figures {
    private static final int LONGEST_TEXT = 420;

    private Figures() {}

    /** Three decimals, as everywhere in the report. */
    static String figure(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    /** Three decimals with a sign. */
    static String signed(double value) {
        return String.format(Locale.ROOT, "%+.3f", value).replace('-', '\u2212');
    }

    /** A p-value; below a thousandth only that is said. */
    static String pValue(double p) {
        return p < 0.001 ? "< 0.001" : figure(p);
    }

    /** A whole number with thin spaces between thousands. */
    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count).replace(',', '\u202F');
    }

    /** A share as a percentage with one decimal. */
    static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f\u202F%%", 100 * share);
    }

    /** A coordinate. */
    static String at(double coordinate) {
        return String.format(Locale.ROOT, "%.2f", coordinate);
    }

    /** The English name of a language code, or of a pair {@code sw>en}; the code itself where it has no name. */
    static String language(String code) {
        int arrow = code.indexOf('>');
        if (arrow >= 0) {
            return language(code.substring(0, arrow)) + " \u2192 " + language(code.substring(arrow + 1));
        }
        String name = Locale.forLanguageTag(code).getDisplayName(Locale.ENGLISH);
        return name.isEmpty() ? code : name;
    }

    /** The text, cut at a word when it is very long. */
    static String shortened(String text) {
        if (text.codePointCount(0, text.length()) <= LONGEST_TEXT) {
            return text;
        }
        int end = text.offsetByCodePoints(0, LONGEST_TEXT);
        int space = text.lastIndexOf(' ', end);
        return text.substring(0, space > end - 40 ? space : end).strip() + " \u2026";
    }
}
