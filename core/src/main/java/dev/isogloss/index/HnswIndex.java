package dev.isogloss.index;

import dev.isogloss.data.Hit;
import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Query;
import dev.isogloss.data.Ranking;
import dev.isogloss.embed.Vectors;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Progress;
import dev.isogloss.search.Retriever;
import dev.isogloss.search.SearchScope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.jspecify.annotations.Nullable;

/**
 * Approximate dense search in a graph of near neighbours (HNSW, Malkov and Yashunin, https://arxiv.org/abs/1603.09320) in Lucene.
 * The index holds the vectors, so it needs no other file.
 *
 * <p>Passages that the graph finds are scored again by {@link InnerProduct}: scores equal {@link FlatIndex}'s, only passages may
 * be missed. A search within a language filters the graph by language. Safe for many threads; queries run on the common pool.
 */
public final class HnswIndex implements Retriever, AutoCloseable {
    private final LuceneFolder folder;
    private final QueryEncoder encoder;
    private final int dimension;
    private final int width;

    /**
     * How the graph is made.
     *
     * @param neighbours of a node in the upper layers, twice that in the lowest; 2 .. 512
     * @param beam candidates looked at when a node is added; 1 .. 3200
     */
    public record Graph(int neighbours, int beam) {
        /** Lucene's own: 16 neighbours, a beam of 100. */
        public static final Graph STANDARD = new Graph(16, 100);

        public Graph {
            if (neighbours < 2 || neighbours > 512) {
                throw new IllegalArgumentException("neighbours must be 2 .. 512 (got: " + neighbours + ")");
            }
            if (beam < 1 || beam > 3200) {
                throw new IllegalArgumentException("beam must be 1 .. 3200 (got: " + beam + ")");
            }
        }
    }

    private HnswIndex(LuceneFolder folder, QueryEncoder encoder, int dimension, int width) {
        this.folder = folder;
        this.encoder = encoder;
        this.dimension = dimension;
        this.width = width;
    }

    /**
     * Makes an index, replacing what Lucene index the folder holds. One thread, so that the graph does not depend on timing.
     *
     * @throws BadInputException when the vectors have more than 1024 components or one that is not finite
     */
    public static void build(Path folder, Vectors passages, Graph graph, Progress progress) {
        HnswWriter.write(folder, passages, graph, progress);
    }

    /**
     * Opens an index that {@link #build} made.
     *
     * @param width candidates the graph search keeps (at least the depth asked for): more finds more and takes longer; 160 is a
     *     good start
     * @throws BadInputException when there is none
     */
    public static HnswIndex open(Path folder, QueryEncoder encoder, int width) {
        if (width < 1) {
            throw new IllegalArgumentException("width must be at least 1 (got: " + width + ")");
        }
        LuceneFolder opened = LuceneFolder.open(folder, new BM25Similarity());
        String dimension = opened.note(HnswWriter.DIMENSION);
        if (dimension.isEmpty()) {
            opened.close();
            throw new BadInputException("the Lucene index in " + folder
                    + " has no graph of vectors; make one with: isogloss index --model");
        }
        return new HnswIndex(opened, encoder, Integer.parseInt(dimension), width);
    }

    @Override
    public String name() {
        return "hnsw";
    }

    /** The number of passages. */
    public int size() {
        return folder.size();
    }

    @Override
    public List<Ranking> retrieve(List<Query> queries, SearchScope scope, int depth) {
        if (depth < 1) {
            throw new IllegalArgumentException("depth must be at least 1 (got: " + depth + ")");
        }
        float[][] vectors = QueryVectors.of(queries, encoder, dimension);
        return IntStream.range(0, vectors.length)
                .parallel()
                .mapToObj(i -> rank(queries.get(i), vectors[i], scope, depth))
                .toList();
    }

    private Ranking rank(Query query, float[] vector, SearchScope scope, int depth) {
        if (size() == 0) {
            return new Ranking(query.key(), List.of());
        }
        int candidates = Math.min(size(), Math.max(width, depth));
        try {
            ScoreDoc[] found = folder.search(
                    new KnnFloatVectorQuery(HnswWriter.VECTOR, vector, candidates, filter(query, scope)), candidates);
            float[] scores = new float[found.length];
            folder.visit(found, new Rescoring(vector, scores));
            List<Key> keys = folder.keys(found);
            List<Hit> hits = new ArrayList<>(found.length);
            for (int i = 0; i < found.length; i++) {
                hits.add(new Hit(keys.get(i), scores[i]));
            }
            return Ranking.of(query.key(), hits, depth);
        } catch (IOException e) {
            throw new UncheckedIOException("searching the index " + folder.path(), e);
        }
    }

    private static @Nullable TermQuery filter(Query query, SearchScope scope) {
        return switch (scope) {
            case SearchScope.OwnLanguage() -> filter(query.language());
            case SearchScope.Only(Language language) -> filter(language);
            case SearchScope.Pool() -> null;
        };
    }

    private static TermQuery filter(Language language) {
        return new TermQuery(new Term(HnswWriter.LANGUAGE, language.code()));
    }

    /** Writes the inner product of the query with every hit into {@code scores}. */
    private static final class Rescoring implements LuceneFolder.Visitor {
        private final float[] query;
        private final float[] scores;
        private FloatVectorValues vectors = FloatVectorValues.fromFloats(List.of(), 1);
        private KnnVectorValues.DocIndexIterator documents = vectors.iterator();

        private Rescoring(float[] query, float[] scores) {
            this.query = query;
            this.scores = scores;
        }

        @Override
        public void enter(LeafReaderContext leaf) throws IOException {
            vectors = leaf.reader().getFloatVectorValues(HnswWriter.VECTOR);
            documents = vectors.iterator();
        }

        @Override
        public void visit(int position, int document) throws IOException {
            documents.advance(document);
            scores[position] = InnerProduct.of(query, vectors.vectorValue(documents.index()));
        }
    }

    /** Releases the files. */
    @Override
    public void close() {
        folder.close();
    }
}
