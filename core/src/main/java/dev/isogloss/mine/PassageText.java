package dev.isogloss.mine;

import dev.isogloss.data.Passage;

/** Passages as a language model sees them. */
final class PassageText {
    private PassageText() {}

    /** Title, line break, text; cut after so many code points. */
    static String shown(Passage passage, int longest) {
        String text = passage.title().isBlank() ? passage.text() : passage.title() + "\n" + passage.text();
        return text.codePointCount(0, text.length()) <= longest
                ? text
                : text.substring(0, text.offsetByCodePoints(0, longest));
    }
}
