package dev.isogloss.format;

import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Where the queries and judgments of splits are, where the passages are shared.
 *
 * @param queries split to queries; the empty split serves every split
 * @param qrels split to judgments; the empty split serves every split
 * @param <F> a file, or several
 */
public record SplitPaths<F>(SortedMap<String, F> queries, SortedMap<String, F> qrels) {
    /** The split of files that name none. */
    public static final String WHOLE = "all";

    public SplitPaths {
        queries = Collections.unmodifiableSortedMap(new TreeMap<>(queries));
        qrels = Collections.unmodifiableSortedMap(new TreeMap<>(qrels));
    }

    /** The splits; {@link #WHOLE} stands for files that name none. */
    public Set<String> splits() {
        Set<String> splits = new TreeSet<>();
        queries.keySet().stream().filter(split -> !split.isEmpty()).forEach(splits::add);
        if (queries.containsKey("")) {
            qrels.keySet().stream().filter(split -> !split.isEmpty()).forEach(splits::add);
            if (splits.isEmpty() || qrels.containsKey("")) {
                splits.add(WHOLE);
            }
        }
        return splits;
    }

    /** The queries of a split, which may be in the file of all splits. */
    public Optional<F> queriesOf(String split) {
        return Optional.ofNullable(queries.getOrDefault(split, queries.get("")));
    }

    /** The judgments of a split, which may be in the file of all splits. */
    public Optional<F> qrelsOf(String split) {
        return Optional.ofNullable(qrels.getOrDefault(split, qrels.get("")));
    }

    /** Whether a split is named by its judgments only, so that its queries are those that have judgments in it. */
    public boolean isCutByJudgments(String split) {
        return !queries.containsKey(split) && qrels.containsKey(split);
    }
}
