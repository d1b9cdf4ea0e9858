package dev.isogloss.train;

import dev.isogloss.data.Language;
import dev.isogloss.loss.ContrastiveTargets;
import dev.isogloss.loss.Teaching;
import java.util.List;

/**
 * The texts of one step. Rows 0 .. B-1 are the queries, rows B .. B+N-1 the passages; every passage text is there once.
 *
 * @param queries B texts without prompts
 * @param passages N texts without prompts
 * @param passageLanguages of each passage text
 * @param set the further training set that the batch is of; empty for the main collection
 * @param language code of the batch's language, or {@code mixed}
 * @param offsets what is taken off each row's vector for its language, B of queries and N of passages; empty when nothing is
 * @param teaching what a teacher says of these texts
 */
record TextBatch(
        int epoch,
        String set,
        String language,
        List<String> queries,
        List<String> passages,
        List<Language> passageLanguages,
        ContrastiveTargets targets,
        float[][] offsets,
        Teaching teaching) {
    TextBatch {
        queries = List.copyOf(queries);
        passages = List.copyOf(passages);
        passageLanguages = List.copyOf(passageLanguages);
    }
}
