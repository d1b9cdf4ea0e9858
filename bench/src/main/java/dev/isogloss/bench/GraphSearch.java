package dev.isogloss.bench;

import dev.isogloss.data.Hit;
import dev.isogloss.data.Query;
import dev.isogloss.data.Ranking;
import dev.isogloss.embed.VectorStore;
import dev.isogloss.index.FlatIndex;
import dev.isogloss.index.HnswIndex;
import dev.isogloss.io.Progress;
import dev.isogloss.search.SearchScope;
import dev.isogloss.tensor.TorchProduct;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Search in the HNSW graph, ours and Lucene's own call on the same graph, one query after another, at the smallest width that finds
 * enough.
 */
final class GraphSearch {
    private static final List<Integer> WIDTHS = List.of(10, 15, 20, 30, 40, 60, 80, 120, 160, 240, 320, 480, 640);
    private static final int DEPTH = 10;

    private GraphSearch() {}

    /** Builds. Arguments: store of the passages, folder of the graph. */
    static Map<String, Object> build(Main.Arguments arguments) {
        long start = System.nanoTime();
        try (VectorStore passages = VectorStore.open(arguments.path(0))) {
            HnswIndex.build(arguments.path(1), passages, HnswIndex.Graph.STANDARD, Progress.SILENT);
        }
        return Map.of("seconds", (System.nanoTime() - start) / 1e9);
    }

    /**
     * Searches. Arguments: store of the passages, folder of the graph, store of the queries, least recall@10, rounds. In each round both
     * answer every query, in turn query by query.
     */
    static Map<String, Object> search(Main.Arguments arguments) throws Exception {
        double recall = Double.parseDouble(arguments.text(3));
        Map<String, Object> facts = new LinkedHashMap<>();
        try (VectorStore passages = VectorStore.open(arguments.path(0));
                VectorStore asked = VectorStore.open(arguments.path(2))) {
            List<Query> queries = ExactSearch.queries(asked);
            float[][] vectors = ExactSearch.vectors(asked);
            List<Set<String>> truth = truth(passages, queries, vectors);
            Path folder = arguments.path(1);
            for (int width : WIDTHS) {
                try (Sides sides = Sides.open(folder, queries, vectors, width)) {
                    double ours = sides.recall(sides::ours, truth);
                    double lucene = sides.recall(sides::lucene, truth);
                    facts.put("width", width);
                    facts.put("recall", ours);
                    facts.put("lucene recall", lucene);
                    facts.put("reached", Math.min(ours, lucene) >= recall);
                    if (Math.min(ours, lucene) >= recall || width == WIDTHS.getLast()) {
                        sides.race(arguments.number(4), facts);
                        return facts;
                    }
                }
            }
        }
        throw new IllegalStateException("there is no width to try");
    }

    private static List<Set<String>> truth(VectorStore passages, List<Query> queries, float[][] vectors) {
        List<Set<String>> truth = new ArrayList<>();
        for (Ranking ranking : new FlatIndex("dense", passages, unused -> vectors, new TorchProduct())
                .retrieve(queries, vectors, new SearchScope.Pool(), DEPTH)) {
            truth.add(ranking.hits().stream().map(hit -> hit.passage().id()).collect(Collectors.toSet()));
        }
        return truth;
    }

    /** One query's hits, by row or id. */
    @FunctionalInterface
    private interface Search {
        List<String> hits(int query) throws Exception;
    }

    /** Both ways into one graph at one width. */
    private record Sides(HnswIndex index, RawGraph raw, List<Query> queries, float[][] vectors, int width)
            implements AutoCloseable {
        static Sides open(Path folder, List<Query> queries, float[][] vectors, int width) throws Exception {
            Map<Query, float[]> known = new LinkedHashMap<>();
            for (int i = 0; i < vectors.length; i++) {
                known.put(queries.get(i), vectors[i]);
            }
            HnswIndex index = HnswIndex.open(
                    folder, asked -> asked.stream().map(known::get).toArray(float[][]::new), width);
            return new Sides(index, RawGraph.open(folder), queries, vectors, width);
        }

        List<String> ours(int query) {
            return index.retrieve(List.of(queries.get(query)), new SearchScope.Pool(), DEPTH).getFirst().hits().stream()
                    .map(Hit::passage)
                    .map(key -> key.id())
                    .toList();
        }

        /** Documents are in the order of the rows, and a row's id is its number. */
        List<String> lucene(int query) throws Exception {
            List<String> hits = new ArrayList<>();
            for (int document : raw.search(vectors[query], width, DEPTH)) {
                hits.add(Integer.toString(document));
            }
            return hits;
        }

        double recall(Search search, List<Set<String>> truth) throws Exception {
            int found = 0;
            for (int i = 0; i < queries.size(); i++) {
                Set<String> hits = new HashSet<>(search.hits(i));
                hits.retainAll(truth.get(i));
                found += hits.size();
            }
            return found / (double) (DEPTH * queries.size());
        }

        void race(int rounds, Map<String, Object> facts) throws Exception {
            List<Map<String, Object>> ours = new ArrayList<>();
            List<Map<String, Object>> lucene = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                Timings our = new Timings();
                Timings their = new Timings();
                long sum = 0;
                for (int i = 0; i < queries.size(); i++) {
                    int query = i;
                    sum += our.time(() -> index.retrieve(List.of(queries.get(query)), new SearchScope.Pool(), DEPTH))
                            .size();
                    sum += their.time(() -> raw.search(vectors[query], width, DEPTH)).length;
                }
                if (sum == 0) {
                    throw new IllegalStateException("nothing was found");
                }
                ours.add(our.millis());
                lucene.add(their.millis());
            }
            facts.put("ours", ours);
            facts.put("lucene", lucene);
        }

        @Override
        public void close() throws IOException {
            raw.close();
            index.close();
        }
    }
}
