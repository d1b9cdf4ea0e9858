package dev.isogloss.mine;

import dev.isogloss.data.Hit;
import dev.isogloss.data.Key;
import dev.isogloss.data.Passage;
import dev.isogloss.data.Query;
import dev.isogloss.data.Ranking;
import dev.isogloss.search.Retriever;
import dev.isogloss.search.SearchScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Passages {@code d0, d1, ...} that one retriever ranks as they are numbered and another with neighbours swapped. */
final class SmallCollection {
    private final SortedMap<Key, Passage> passages = new TreeMap<>();
    private final int size;

    SmallCollection(int size, Map<Integer, String> texts) {
        this.size = size;
        for (int i = 0; i < size; i++) {
            Key key = TableScorer.key("d" + i);
            passages.put(key, new Passage(key, "", texts.getOrDefault(i, "text of passage " + i)));
        }
    }

    Function<Key, Passage> lookup() {
        return key -> {
            Passage passage = passages.get(key);
            if (passage == null) {
                throw new IllegalArgumentException("no passage " + key);
            }
            return passage;
        };
    }

    /** Ranks d0, d1, d2, d3, ... or d1, d0, d3, d2, ... */
    Retriever retriever(String name, boolean asNumbered) {
        record Ordered(String name, List<Key> order) implements Retriever {
            @Override
            public List<Ranking> retrieve(List<Query> queries, SearchScope scope, int depth) {
                return queries.stream()
                        .map(query -> {
                            List<Hit> hits = new ArrayList<>();
                            for (int i = 0; i < order.size(); i++) {
                                hits.add(new Hit(order.get(i), order.size() - i));
                            }
                            return Ranking.of(query.key(), hits, depth);
                        })
                        .toList();
            }
        }
        List<Key> order = IntStream.range(0, size)
                .map(i -> asNumbered || (i ^ 1) >= size ? i : i ^ 1)
                .mapToObj(i -> TableScorer.key("d" + i))
                .toList();
        return new Ordered(name, order);
    }

    /** Reciprocal ranks, summed. */
    static Ranking fuse(Key query, SortedMap<String, Ranking> members, int depth) {
        SortedMap<Key, Double> sums = new TreeMap<>();
        members.values().forEach(ranking -> {
            for (int i = 0; i < ranking.hits().size(); i++) {
                sums.merge(ranking.hits().get(i).passage(), 1.0 / (61 + i), Double::sum);
            }
        });
        return Ranking.of(
                query,
                sums.entrySet().stream()
                        .map(entry -> new Hit(entry.getKey(), entry.getValue().floatValue()))
                        .toList(),
                depth);
    }
}
