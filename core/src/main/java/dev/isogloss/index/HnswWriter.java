package dev.isogloss.index;

import dev.isogloss.data.Key;
import dev.isogloss.embed.Vectors;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LogDocMergePolicy;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;

/**
 * Writes an HNSW index: a Lucene index of one segment, one Lucene document a passage, in the order of the rows.
 *
 * <ul>
 *   <li>{@code vector}: 32-bit floats and the graph ({@code Lucene99HnswVectorsFormat}), compared by inner product, which for
 *       vectors of length 1 is the cosine
 *   <li>{@code language}: the code, for filtering
 *   <li>{@code key}: binary doc value, {@code lang:id}
 *   <li>commit user data {@code dimension}
 * </ul>
 */
final class HnswWriter {
    static final String VECTOR = "vector";
    static final String LANGUAGE = "language";
    static final String DIMENSION = "dimension";

    /** Vectors that wait in memory for a segment; the limit is a number so that segments do not depend on the machine. */
    private static final long SEGMENT_BYTES = 128L << 20;

    private HnswWriter() {}

    static void write(Path folder, Vectors passages, HnswIndex.Graph graph, Progress progress) {
        Lucene99HnswVectorsFormat format = new Lucene99HnswVectorsFormat(graph.neighbours(), graph.beam());
        int dimension = passages.dimension();
        if (dimension > format.getMaxDimensions(VECTOR)) {
            throw new BadInputException("an HNSW index takes vectors of at most " + format.getMaxDimensions(VECTOR)
                    + " components (got: " + dimension + "); use exact search");
        }
        LogDocMergePolicy merges = new LogDocMergePolicy();
        merges.setMergeFactor(1000); // every merge builds a graph anew: only the last one is worth it
        IndexWriterConfig config = new IndexWriterConfig()
                .setOpenMode(IndexWriterConfig.OpenMode.CREATE)
                .setCodec(new GraphCodec(format))
                .setMergeScheduler(new SerialMergeScheduler())
                .setMergePolicy(merges)
                .setMaxBufferedDocs((int) Math.max(1000, SEGMENT_BYTES / (4L * dimension)))
                .setRAMBufferSizeMB(IndexWriterConfig.DISABLE_AUTO_FLUSH)
                .setUseCompoundFile(false);
        try (Directory directory = FSDirectory.open(folder);
                IndexWriter writer = new IndexWriter(directory, config);
                Progress.Task task = progress.start("HNSW index", passages.size(), "passages")) {
            for (int row = 0; row < passages.size(); row++) {
                writer.addDocument(document(passages.key(row), passages.vector(row)));
                task.advance(1);
            }
            task.note("merging");
            writer.forceMerge(1);
            writer.setLiveCommitData(
                    Map.of(DIMENSION, Integer.toString(dimension)).entrySet());
            writer.commit();
        } catch (IOException e) {
            throw new UncheckedIOException("writing the HNSW index " + folder, e);
        }
    }

    private static Document document(Key key, float[] vector) {
        if (!Double.isFinite(InnerProduct.norm(vector))) {
            throw new BadInputException("the vector of passage " + key
                    + " has a component that is not a finite number; encode the passages again with an intact model");
        }
        Document document = new Document();
        document.add(LuceneFolder.keyField(key));
        document.add(new StringField(LANGUAGE, key.language().code(), Field.Store.NO));
        document.add(new KnnFloatVectorField(VECTOR, vector, VectorSimilarityFunction.MAXIMUM_INNER_PRODUCT));
        return document;
    }

    /** Lucene's codec with our graph. Written under Lucene's own name, so that any reader finds it. */
    private static final class GraphCodec extends Lucene104Codec {
        private final KnnVectorsFormat format;

        private GraphCodec(KnnVectorsFormat format) {
            this.format = format;
        }

        @Override
        public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
            return format;
        }
    }
}
