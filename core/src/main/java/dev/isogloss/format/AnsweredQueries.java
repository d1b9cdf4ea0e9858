package dev.isogloss.format;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Passage;
import dev.isogloss.data.Query;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A set to learn from, held in memory: queries, and for each all passages that are known to answer it, in whatever language.
 *
 * @param queries that have text and at least one answer with text
 * @param answers of each query, at least one; queries with the same answers may share one set
 * @param passages every answer, none blank; no other passage of the set is held
 * @param counts what was there and what was left out
 */
public record AnsweredQueries(
        List<Query> queries, Map<Key, Set<Key>> answers, Map<Key, Passage> passages, Counts counts) {
    public AnsweredQueries {
        queries = List.copyOf(queries);
        answers = Collections.unmodifiableMap(answers);
        passages = Collections.unmodifiableMap(passages);
    }

    /**
     * What a set holds and what of it cannot be learned from.
     *
     * @param queries that were read
     * @param passages of the set, where all of them were looked at
     * @param blankQueries without text, left out
     * @param blankPassages answers without text, left out
     * @param dangling judged or linked ids that nothing has, left out
     * @param unanswered queries that no passage with text answers, left out
     */
    public record Counts(
            long queries, long passages, long blankQueries, long blankPassages, long dangling, long unanswered) {}

    /**
     * The queries that can be learned from.
     *
     * @param known query to the passages that answer it, which need not be there
     * @param found every one of those passages that is there
     * @param all passages of the whole set
     * @param lost judgments whose query is not there
     */
    static AnsweredQueries of(
            List<Query> queries, Map<Key, Set<Key>> known, Map<Key, Passage> found, long all, long lost) {
        Set<Key> blank = new HashSet<>();
        Map<Key, Passage> passages = new HashMap<>();
        found.forEach((key, passage) -> {
            if (passage.isBlank()) {
                blank.add(key);
            } else {
                passages.put(key, passage);
            }
        });
        Set<Key> dangling = new HashSet<>();
        // Parallel text has few sets that many queries share, and they stay shared.
        IdentityHashMap<Set<Key>, Set<Key>> cleaned = new IdentityHashMap<>();
        Map<Key, Set<Key>> answers = new LinkedHashMap<>();
        List<Query> usable = new ArrayList<>();
        long blankQueries = 0;
        long unanswered = 0;
        for (Query query : queries) {
            Set<Key> of = cleaned.computeIfAbsent(
                    known.getOrDefault(query.key(), Set.of()), keys -> present(keys, passages, blank, dangling));
            if (query.text().isBlank()) {
                blankQueries++;
            } else if (of.isEmpty()) {
                unanswered++;
            } else {
                usable.add(query);
                answers.put(query.key(), of);
            }
        }
        return new AnsweredQueries(
                usable,
                answers,
                passages,
                new Counts(queries.size(), all, blankQueries, blank.size(), dangling.size() + lost, unanswered));
    }

    /** The languages of its queries and of their answers. */
    public SortedSet<Language> languages() {
        SortedSet<Language> languages = new TreeSet<>();
        queries.forEach(query -> languages.add(query.language()));
        passages.keySet().forEach(key -> languages.add(key.language()));
        return languages;
    }

    /** What is left of it in some languages: both a query and its answers must be in one of them. The counts stay. */
    public AnsweredQueries only(Set<Language> chosen) {
        Map<Key, Passage> kept = new HashMap<>(passages);
        kept.keySet().removeIf(key -> !chosen.contains(key.language()));
        IdentityHashMap<Set<Key>, Set<Key>> narrowed = new IdentityHashMap<>();
        Map<Key, Set<Key>> left = new LinkedHashMap<>();
        List<Query> asked = new ArrayList<>();
        for (Query query : queries) {
            Set<Key> of = narrowed.computeIfAbsent(
                    answers.getOrDefault(query.key(), Set.of()),
                    keys -> present(keys, kept, Set.of(), new HashSet<>()));
            if (chosen.contains(query.language()) && !of.isEmpty()) {
                asked.add(query);
                left.put(query.key(), of);
            }
        }
        return new AnsweredQueries(asked, left, kept, counts);
    }

    private static Set<Key> present(Set<Key> keys, Map<Key, Passage> passages, Set<Key> blank, Set<Key> dangling) {
        Set<Key> present = new TreeSet<>();
        for (Key key : keys) {
            if (passages.containsKey(key)) {
                present.add(key);
            } else if (!blank.contains(key)) {
                dangling.add(key);
            }
        }
        return Collections.unmodifiableSet(present);
    }
}
