package dev.isogloss.mine;

import dev.isogloss.data.Key;
import dev.isogloss.data.Query;
import dev.isogloss.search.Retriever;
import dev.isogloss.search.SearchScope;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether a made query finds the passage it was made from (round-trip consistency: Alberti et al. 2019, arXiv 1906.05416).
 *
 * @param depth the passage must be among so many hits, at least 1
 */
public record RoundTrip(Retriever retriever, int depth) {
    private static final int QUERIES_AT_A_TIME = 256;

    public RoundTrip {
        if (depth < 1) {
            throw new IllegalArgumentException("a round trip looks at 1 hit at least (got: " + depth + ")");
        }
    }

    /** A made query and its passage. */
    public record Trip(Query query, Key passage) {}

    /** For every trip whether it comes back, among the passages of the passage's own language. */
    public List<Boolean> comeBack(List<Trip> trips) {
        Boolean[] back = new Boolean[trips.size()];
        List<List<Integer>> parts = parts(trips);
        for (List<Integer> part : parts) {
            SearchScope scope =
                    new SearchScope.Only(trips.get(part.getFirst()).passage.language());
            var rankings = retriever.retrieve(
                    part.stream().map(i -> trips.get(i).query).toList(), scope, depth);
            for (int j = 0; j < part.size(); j++) {
                Key source = trips.get(part.get(j)).passage;
                back[part.get(j)] = rankings.get(j).hits().stream()
                        .limit(depth)
                        .anyMatch(hit -> hit.passage().equals(source));
            }
        }
        return List.of(back);
    }

    /** Trips of one language of passages each, no part too large to search at once. */
    private static List<List<Integer>> parts(List<Trip> trips) {
        var byLanguage = new java.util.TreeMap<dev.isogloss.data.Language, List<Integer>>();
        for (int i = 0; i < trips.size(); i++) {
            byLanguage
                    .computeIfAbsent(trips.get(i).passage.language(), language -> new ArrayList<>())
                    .add(i);
        }
        List<List<Integer>> parts = new ArrayList<>();
        for (List<Integer> all : byLanguage.values()) {
            for (int from = 0; from < all.size(); from += QUERIES_AT_A_TIME) {
                parts.add(all.subList(from, Math.min(from + QUERIES_AT_A_TIME, all.size())));
            }
        }
        return parts;
    }
}
