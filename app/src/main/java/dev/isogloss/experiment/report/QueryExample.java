package dev.isogloss.experiment.report;

import java.util.List;

/**
 * One query and what several systems answered.
 *
 * @param systems in the order to show, for example untouched, then trained
 */
public record QueryExample(String language, String query, List<Answer> systems) {
    public QueryExample {
        systems = List.copyOf(systems);
    }

    /**
     * What one system answered.
     *
     * @param firstRelevant rank of the first relevant passage, 0 when none was found within {@code depth}
     * @param depth how many hits were looked at
     * @param hits the top hits, best first
     */
    public record Answer(String system, int firstRelevant, int depth, List<ShownHit> hits) {
        public Answer {
            hits = List.copyOf(hits);
        }
    }

    /**
     * A hit with its text.
     *
     * @param language the language of the passage
     */
    public record ShownHit(String language, String passage, String title, String text, double score, Verdict verdict) {}

    /** What people said about a passage. */
    public enum Verdict {
        RELEVANT,
        IRRELEVANT,
        UNJUDGED;

        String inWords() {
            return switch (this) {
                case RELEVANT -> "relevant";
                case IRRELEVANT -> "judged irrelevant";
                case UNJUDGED -> "unjudged";
            };
        }
    }
}
