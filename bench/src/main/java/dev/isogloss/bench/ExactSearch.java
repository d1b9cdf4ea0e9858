package dev.isogloss.bench;

import dev.isogloss.data.Hit;
import dev.isogloss.data.Query;
import dev.isogloss.data.Ranking;
import dev.isogloss.embed.VectorStore;
import dev.isogloss.embed.Vectors;
import dev.isogloss.index.FlatIndex;
import dev.isogloss.io.AtomicFile;
import dev.isogloss.search.SearchScope;
import dev.isogloss.tensor.TorchProduct;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Exact search as mining does it, of vectors that are there.
 *
 * <p>Arguments: store of the passages, store of the queries, depth, repeats, file for the hits (or {@code -}). The file has a query's
 * hits a line, row and score one after the other.
 */
final class ExactSearch {
    private ExactSearch() {}

    static Map<String, Object> run(Main.Arguments arguments) throws Exception {
        try (VectorStore passages = VectorStore.open(arguments.path(0));
                VectorStore asked = VectorStore.open(arguments.path(1))) {
            List<Query> queries = queries(asked);
            float[][] vectors = vectors(asked);
            long start = System.nanoTime();
            FlatIndex index = new FlatIndex("dense", passages, unused -> vectors, new TorchProduct());
            double opening = (System.nanoTime() - start) / 1e9;
            List<Double> seconds = new ArrayList<>();
            Timings timings = new Timings();
            List<Ranking> found = List.of();
            for (int repeat = 0; repeat < arguments.number(3); repeat++) {
                found = timings.time(
                        () -> index.retrieve(queries, vectors, new SearchScope.Pool(), arguments.number(2)));
                seconds.add(timings.last());
            }
            if (!arguments.text(4).equals("-")) {
                AtomicFile.writeString(arguments.path(4), lines(found));
            }
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("seconds", seconds);
            facts.put("opening", opening);
            facts.put("operations", 2.0 * queries.size() * passages.size() * passages.dimension());
            return facts;
        }
    }

    /** Queries named after the keys of a store's rows; they have no text. */
    static List<Query> queries(Vectors vectors) {
        return IntStream.range(0, vectors.size())
                .mapToObj(row -> new Query(vectors.key(row), ""))
                .toList();
    }

    /** Every vector of a store. */
    static float[][] vectors(Vectors vectors) {
        return IntStream.range(0, vectors.size()).mapToObj(vectors::vector).toArray(float[][]::new);
    }

    private static String lines(List<Ranking> rankings) {
        StringBuilder lines = new StringBuilder();
        for (Ranking ranking : rankings) {
            for (Hit hit : ranking.hits()) {
                lines.append(hit.passage().id()).append(' ').append(hit.score()).append(' ');
            }
            lines.append('\n');
        }
        return lines.toString();
    }
}
