package dev.isogloss.experiment.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * What became of the candidates of one mining recipe.
 *
 * @param recipe the recipe in words, for example {@code bm25 + dense, depth 40, perc-pos 0.95, similarity above 0.9}
 * @param languages counts by language, in the order to show
 * @param examples real candidates that were dropped
 * @param members what each retriever found
 */
public record MiningSummary(
        String recipe, List<LanguageCounts> languages, List<DroppedExample> examples, MemberFindings members) {
    public MiningSummary {
        languages = List.copyOf(languages);
        examples = List.copyOf(examples);
    }

    /**
     * The counts of one language.
     *
     * @param kept candidates that became negatives
     * @param dropped reason to number of candidates, in the order of the stages
     */
    public record LanguageCounts(String language, int queries, int kept, SequencedMap<String, Integer> dropped) {
        public LanguageCounts {
            dropped = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(dropped));
        }

        /** All candidates: those kept and those dropped. */
        public int candidates() {
            return kept + dropped.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    /**
     * A candidate that a stage took for a hidden positive, or refused for another reason.
     *
     * @param reason the name of the stage that dropped it
     * @param score in words, for example {@code cosine 0.874, limit 0.861}
     */
    public record DroppedExample(
            String language, String query, String positive, String dropped, String reason, String score) {}
}
