package dev.isogloss.format;

import dev.isogloss.data.Judgments;
import dev.isogloss.data.Key;
import dev.isogloss.data.Passage;
import dev.isogloss.data.Query;
import dev.isogloss.io.BadInputException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A collection read to learn from: its queries, their judged passages, and the translations of those. */
public final class RetrievalSet {
    private static final String TRAIN = "train";

    private RetrievalSet() {}

    /**
     * The split to learn from: the one that was asked for, else {@code train}, else the queries of a folder that names no splits.
     * Never another one by itself: it may be somebody's test.
     *
     * @throws BadInputException when there is none
     */
    public static String split(CollectionSource source, Optional<String> wanted, String where) {
        String split = wanted.orElse(source.splits().contains(TRAIN) ? TRAIN : PlainLayout.WHOLE);
        if (!source.splits().contains(split)) {
            throw new BadInputException(where + " has no split " + wanted.orElse(TRAIN) + " to learn from"
                    + (source.splits().isEmpty()
                            ? "; it has no queries"
                            : "; it has: " + String.join(" ", source.splits()) + ", and split: NAME chooses one"));
        }
        return split;
    }

    /** Everything of one split that can be learned from; reads all passages once, holds those that answer a query. */
    public static AnsweredQueries read(CollectionSource source, String split, TranslationGroups groups) {
        List<Query> queries = source.queries(split);
        Judgments judgments = source.judgments(split);
        Map<Key, Set<Key>> known = new HashMap<>();
        Set<Key> wanted = new HashSet<>();
        Set<Key> asked = new HashSet<>();
        for (Query query : queries) {
            asked.add(query.key());
            Set<Key> answers = new TreeSet<>();
            judgments.positives(query.key()).forEach(passage -> answers.addAll(groups.around(passage)));
            known.put(query.key(), answers);
            wanted.addAll(answers);
        }
        Map<Key, Passage> found = new HashMap<>();
        long[] all = {0};
        source.passages(passage -> {
            all[0]++;
            if (wanted.contains(passage.key())) {
                found.put(passage.key(), passage);
            }
        });
        long lost = judgments.queries().stream()
                .filter(query -> !asked.contains(query))
                .count();
        return AnsweredQueries.of(queries, known, found, all[0], lost);
    }
}
