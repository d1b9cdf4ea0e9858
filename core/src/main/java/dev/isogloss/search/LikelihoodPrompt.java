package dev.isogloss.search;

import dev.isogloss.data.Passage;
import dev.isogloss.data.Query;

/**
 * What a language model reads before a query whose likelihood it is asked for.
 *
 * @param template holds {@code {passage}} once; the query follows after its last character
 */
public record LikelihoodPrompt(String template) {
    private static final String PLACE = "{passage}";

    /** Ours: the passage, then who speaks next. */
    public static final LikelihoodPrompt DEFAULT = new LikelihoodPrompt(
            "Text: {passage}\n\nSomeone looks for this text with a search engine and types this question: ");

    public LikelihoodPrompt {
        int place = template.indexOf(PLACE);
        if (place < 0 || template.indexOf(PLACE, place + 1) >= 0) {
            throw new IllegalArgumentException(
                    "a prompt for likelihoods needs {passage} once; the query follows after it (got: " + template
                            + ")");
        }
    }

    /** What stands before the passage. */
    public String before() {
        return template.substring(0, template.indexOf(PLACE));
    }

    /** What stands between passage and query, without blanks at its end. */
    public String after() {
        return template.substring(template.indexOf(PLACE) + PLACE.length()).stripTrailing();
    }

    /** The passage as it is read, title first. */
    public static String textOf(Passage passage) {
        return passage.title().isBlank() ? passage.text() : passage.title() + " " + passage.text();
    }

    /** All that is read before the query. */
    public String read(Passage passage) {
        return before() + textOf(passage) + after();
    }

    /** The query with the blanks that end the template: a word piece begins with the blank before it. */
    public String asked(Query query) {
        int end = template.stripTrailing().length();
        return template.substring(end) + query.text();
    }
}
