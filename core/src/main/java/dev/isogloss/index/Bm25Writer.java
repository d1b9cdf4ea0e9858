package dev.isogloss.index;

import dev.isogloss.data.Language;
import dev.isogloss.data.Passage;
import dev.isogloss.io.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LogDocMergePolicy;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;

/**
 * Writes a BM25 index: a Lucene index of one segment, one Lucene document a passage, in the order given.
 *
 * <ul>
 *   <li>{@code words.LANGUAGE}: terms of title, line feed, text; with frequencies, without positions
 *   <li>{@code pool}: the same terms once more, for all languages together; absent when not asked for
 *   <li>{@code key}: binary doc value, {@code lang:id}
 *   <li>commit user data {@code pooled}: {@code true} or {@code false}; {@code unit}: {@code word}, {@code anserini-word} or {@code four-gram}, the terms
 * </ul>
 */
final class Bm25Writer {
    /** The field of all languages. */
    static final String POOL = "pool";

    /** The note that says whether there is a field of all languages. */
    static final String POOLED = "pooled";

    /** The note that says what the terms are. */
    static final String UNIT = "unit";

    /** Passages that are analysed at a time, on all cores. */
    private static final int BATCH = 1024;

    private static final String FIELD = "words.";

    private static final FieldType WORDS = words();

    private Bm25Writer() {}

    /** The field of one language. */
    static String field(Language language) {
        return FIELD + language.code();
    }

    /** The languages that fields are of, in the order of their codes. */
    static List<Language> languages(Collection<String> fields) {
        return fields.stream()
                .filter(field -> field.startsWith(FIELD))
                .map(field -> new Language(field.substring(FIELD.length())))
                .sorted()
                .toList();
    }

    static void write(Path folder, Iterable<Passage> passages, LexicalUnit unit, boolean pooled, Progress progress) {
        IndexWriterConfig config = new IndexWriterConfig()
                .setOpenMode(IndexWriterConfig.OpenMode.CREATE)
                .setSimilarity(Bm25Index.similarity())
                .setMergeScheduler(new SerialMergeScheduler())
                .setMergePolicy(new LogDocMergePolicy())
                .setRAMBufferSizeMB(64)
                .setUseCompoundFile(false);
        try (Directory directory = FSDirectory.open(folder);
                IndexWriter writer = new IndexWriter(directory, config);
                Progress.Task task = progress.start("lexical index", -1, "passages")) {
            Iterator<Passage> rest = passages.iterator();
            while (rest.hasNext()) {
                List<Passage> batch = new ArrayList<>(BATCH);
                while (rest.hasNext() && batch.size() < BATCH) {
                    batch.add(rest.next());
                }
                List<AnalyzedText> analyzed = batch.parallelStream()
                        .map(passage -> analyze(unit, passage))
                        .toList();
                for (int i = 0; i < batch.size(); i++) {
                    writer.addDocument(document(batch.get(i), analyzed.get(i), pooled));
                }
                task.advance(batch.size());
            }
            writer.forceMerge(1);
            writer.setLiveCommitData(
                    Map.of(POOLED, Boolean.toString(pooled), UNIT, unit.word()).entrySet());
            writer.commit();
        } catch (IOException e) {
            throw new UncheckedIOException("writing the lexical index " + folder, e);
        }
    }

    static AnalyzedText analyze(LexicalUnit unit, Passage passage) {
        return unit.analyze(passage.language(), passage.title() + "\n" + passage.text());
    }

    private static Document document(Passage passage, AnalyzedText text, boolean pooled) {
        Document document = new Document();
        document.add(LuceneFolder.keyField(passage.key()));
        document.add(new Field(field(passage.language()), text.stream(), WORDS));
        if (pooled) {
            document.add(new Field(POOL, text.stream(), WORDS));
        }
        return document;
    }

    private static FieldType words() {
        FieldType type = new FieldType();
        type.setIndexOptions(IndexOptions.DOCS_AND_FREQS);
        type.setTokenized(true);
        type.freeze();
        return type;
    }
}
