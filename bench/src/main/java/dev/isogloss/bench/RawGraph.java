package dev.isogloss.bench;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.store.FSDirectory;

/** What Lucene itself needs for a query of a graph: the call and nothing around it. */
record RawGraph(DirectoryReader reader, IndexSearcher searcher) implements AutoCloseable {
    static RawGraph open(Path folder) throws IOException {
        DirectoryReader reader = DirectoryReader.open(FSDirectory.open(folder));
        IndexSearcher searcher = new IndexSearcher(reader);
        searcher.setQueryCache(null);
        return new RawGraph(reader, searcher);
    }

    /** The best documents, by number. */
    int[] search(float[] vector, int width, int depth) throws IOException {
        ScoreDoc[] found =
                searcher.search(new KnnFloatVectorQuery("vector", vector, Math.max(width, depth)), depth).scoreDocs;
        int[] documents = new int[found.length];
        for (int i = 0; i < found.length; i++) {
            documents[i] = found[i].doc;
        }
        return documents;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
