package dev.isogloss.search;

import dev.isogloss.data.Hit;
import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Query;
import dev.isogloss.data.Ranking;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Rankings made elsewhere, as a retriever: a query that was not asked there finds nothing. Safe for many threads. */
public final class RecordedRun implements Retriever {
    private final String name;
    private final Map<Key, Ranking> rankings;

    /**
     * A retriever that repeats these rankings.
     *
     * @param rankings no query twice
     */
    public RecordedRun(String name, List<Ranking> rankings) {
        Map<Key, Ranking> byQuery = new HashMap<>();
        for (Ranking ranking : rankings) {
            if (byQuery.put(ranking.query(), ranking) != null) {
                throw new IllegalArgumentException("run " + name + " ranks query " + ranking.query() + " twice");
            }
        }
        this.name = name;
        this.rankings = Map.copyOf(byQuery);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<Ranking> retrieve(List<Query> queries, SearchScope scope, int depth) {
        return queries.stream().map(query -> ranking(query, scope, depth)).toList();
    }

    private Ranking ranking(Query query, SearchScope scope, int depth) {
        Ranking ranking = rankings.get(query.key());
        if (ranking == null) {
            return new Ranking(query.key(), List.of());
        }
        return switch (scope) {
            case SearchScope.OwnLanguage() -> within(query.language(), ranking, depth);
            case SearchScope.Only(Language language) -> within(language, ranking, depth);
            case SearchScope.Pool() -> ranking.cut(depth);
        };
    }

    private static Ranking within(Language language, Ranking ranking, int depth) {
        Predicate<Hit> own = hit -> hit.passage().language().equals(language);
        return new Ranking(
                ranking.query(),
                ranking.hits().stream().filter(own).limit(depth).toList());
    }
}
