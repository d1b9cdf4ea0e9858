package dev.isogloss.dataset.convert;

import dev.isogloss.data.Language;
import dev.isogloss.format.QueryNormalizer;
import dev.isogloss.io.StableHash;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which queries are held out: of every language the wanted share of its different texts, those with the smallest hashes with the seed.
 * Queries that are equal but for case, spaces and punctuation are on one side, whatever their languages. Holds hashes of texts. Immutable.
 */
public final class HeldOut {
    private final Set<Long> texts;

    private HeldOut(Set<Long> texts) {
        this.texts = texts;
    }

    /** Collects the queries to choose from. One per thread. */
    public static final class Choice {
        private final SortedMap<Language, Set<Long>> texts = new TreeMap<>();

        public void add(Language language, String query) {
            texts.computeIfAbsent(language, first -> new HashSet<>()).add(hash(query));
        }

        /**
         * Chooses.
         *
         * @param share of each language's texts, above 0 and below 1, rounded; at least one text where a language has two
         */
        public HeldOut choose(double share, long seed) {
            if (!(share > 0 && share < 1)) {
                throw new IllegalArgumentException("a share must be above 0 and below 1 (got: " + share + ")");
            }
            Set<Long> chosen = new HashSet<>();
            texts.forEach((language, all) -> {
                Map<Long, Long> draws = new HashMap<>();
                all.forEach(text -> draws.put(text, StableHash.of(seed, Long.toHexString(text))));
                List<Long> order = new ArrayList<>(all);
                order.sort((left, right) -> {
                    int byDraw = Long.compare(draws.getOrDefault(left, 0L), draws.getOrDefault(right, 0L));
                    return byDraw == 0 ? Long.compare(left, right) : byDraw;
                });
                int wanted = (int) Math.round(all.size() * share);
                int kept = Math.clamp(wanted, Math.min(1, all.size() - 1), Math.max(0, all.size() - 1));
                chosen.addAll(order.subList(0, kept));
            });
            return new HeldOut(Collections.unmodifiableSet(chosen));
        }
    }

    /** Whether a query is held out. */
    public boolean contains(String query) {
        return texts.contains(hash(query));
    }

    private static long hash(String query) {
        String normal = QueryNormalizer.normalize(query);
        return StableHash.of(0, normal.isEmpty() ? query : normal);
    }
}
