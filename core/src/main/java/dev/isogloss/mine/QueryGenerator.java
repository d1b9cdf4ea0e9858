package dev.isogloss.mine;

import dev.isogloss.data.Passage;
import dev.isogloss.data.Query;
import dev.isogloss.io.Progress;
import java.util.List;

/** Makes a new query that a passage answers, by way of a summary of it (Stage II): with a language model, or out of the passage. */
public interface QueryGenerator {
    /** Canonical text of the generator and everything that decides what it makes; part of the hash of what was mined. */
    String describe();

    /** What is made of every source, in their order. The result does not depend on how sources are grouped into calls. */
    List<Generated> generate(List<Source> sources, Progress progress);

    /**
     * What a query is made from.
     *
     * @param query the training query; one with an empty text where nobody asked, whose language is that of the query to make
     * @param positive a passage that answers it
     */
    record Source(Query query, Passage positive) {}

    /** What came of one source. */
    sealed interface Generated {}

    /** A new query in the language of its source, and the summary it was made from; neither is blank. */
    record Made(String summary, String query) implements Generated {}

    /** No usable query came; the reason is in the same words for every refusal of one kind. */
    record Refused(String reason) implements Generated {}
}
