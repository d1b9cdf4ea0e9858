package dev.isogloss.bench;

import dev.isogloss.data.Query;
import dev.isogloss.format.LinguaDetector;
import dev.isogloss.format.QueryFile;
import dev.isogloss.io.Progress;
import dev.isogloss.job.EncoderChoice;
import dev.isogloss.job.OpenIndex;
import dev.isogloss.job.SearchMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * From the text of a query to its hits with their texts, one after another, as the server does it.
 *
 * <p>Arguments: index folder, query file, depth, rounds. All queries are asked once to warm up.
 */
final class QueryLatency {
    private QueryLatency() {}

    static Map<String, Object> run(Main.Arguments arguments) throws Exception {
        List<Query> queries = QueryFile.read(arguments.path(1), Optional.empty(), LinguaDetector.ofCommonLanguages());
        int depth = arguments.number(2);
        EncoderChoice asBuilt = new EncoderChoice("", "auto", "cpu", OptionalInt.empty(), OptionalInt.empty(), "warn");
        long start = System.nanoTime();
        try (OpenIndex index = OpenIndex.open(arguments.path(0), asBuilt, model -> model, Progress.SILENT)) {
            OpenIndex.Answer first = index.search(question(queries.getFirst(), depth));
            double startUp = (System.nanoTime() - start) / 1e9;
            if (first.hits().isEmpty()) {
                throw new IllegalStateException("the first query finds nothing");
            }
            Map<String, List<String>> hits = new LinkedHashMap<>();
            for (Query query : queries) {
                hits.put(
                        query.key().toString(),
                        index.search(question(query, depth)).hits().stream()
                                .map(OpenIndex.Found::id)
                                .toList());
            }
            List<Map<String, Object>> rounds = new ArrayList<>();
            for (int round = 0; round < arguments.number(3); round++) {
                Timings timings = new Timings();
                for (Query query : queries) {
                    int found = timings.time(() -> index.search(question(query, depth)))
                            .hits()
                            .size();
                    if (found == 0) {
                        throw new IllegalStateException("query " + query.key() + " finds nothing");
                    }
                }
                rounds.add(timings.millis());
            }
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("start-up", startUp);
            facts.put("rounds", rounds);
            facts.put("hits", hits);
            return facts;
        }
    }

    private static OpenIndex.Question question(Query query, int depth) {
        return new OpenIndex.Question(
                query.text(),
                depth,
                List.of(),
                Optional.of(SearchMode.DENSE),
                OptionalDouble.empty(),
                OpenIndex.Extras.NONE);
    }
}
