package dev.isogloss.bench;

import dev.isogloss.data.Hit;
import dev.isogloss.data.Query;
import dev.isogloss.data.Ranking;
import dev.isogloss.format.LinguaDetector;
import dev.isogloss.format.QueryFile;
import dev.isogloss.index.Bm25Index;
import dev.isogloss.io.AtomicFile;
import dev.isogloss.job.IndexFolder;
import dev.isogloss.search.SearchScope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Searches a BM25 index, all languages in one pool.
 *
 * <p>Arguments: index folder, query file, depth, rounds, file for the hits (a query's ids and scores a line).
 */
final class LexicalSearch {
    private LexicalSearch() {}

    static Map<String, Object> run(Main.Arguments arguments) throws Exception {
        List<Query> queries = QueryFile.read(arguments.path(1), Optional.empty(), LinguaDetector.ofCommonLanguages());
        int depth = arguments.number(2);
        long start = System.nanoTime();
        try (Bm25Index index = Bm25Index.open(IndexFolder.lexical(arguments.path(0)))) {
            double opening = (System.nanoTime() - start) / 1e9;
            List<Ranking> found = index.retrieve(queries, new SearchScope.Pool(), depth);
            List<Double> seconds = new ArrayList<>();
            Timings timings = new Timings();
            for (int round = 0; round < arguments.number(3); round++) {
                found = timings.time(() -> index.retrieve(queries, new SearchScope.Pool(), depth));
                seconds.add(timings.last());
            }
            StringBuilder lines = new StringBuilder();
            for (Ranking ranking : found) {
                for (Hit hit : ranking.hits()) {
                    lines.append(hit.passage()).append(' ').append(hit.score()).append(' ');
                }
                lines.append('\n');
            }
            AtomicFile.writeString(arguments.path(4), lines.toString());
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("opening", opening);
            facts.put("seconds", seconds);
            facts.put("queries", queries.size());
            return facts;
        }
    }
}
