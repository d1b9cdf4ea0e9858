package dev.isogloss.index;

import dev.isogloss.data.Key;
import dev.isogloss.io.BadInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Field;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.FieldInfos;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.IndexNotFoundException;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.similarities.Similarity;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;

/** An open Lucene index whose documents are keyed passages. Safe for many threads. */
final class LuceneFolder implements AutoCloseable {
    private static final String KEY = "key";

    private final Path path;
    private final FSDirectory directory;
    private final DirectoryReader reader;
    private final IndexSearcher searcher;

    private LuceneFolder(
            Path path, FSDirectory directory, DirectoryReader reader, IndexSearcher searcher, Similarity similarity) {
        this.path = path;
        this.directory = directory;
        this.reader = reader;
        this.searcher = searcher;
        searcher.setSimilarity(similarity);
        searcher.setQueryCache(null); // queries hardly ever come twice
    }

    /** The field that holds a passage's key. */
    static Field keyField(Key key) {
        return new BinaryDocValuesField(KEY, new BytesRef(key.toString()));
    }

    static LuceneFolder open(Path path, Similarity similarity) {
        try {
            if (!Files.isDirectory(path)) {
                throw new NoSuchFileException(path.toString()); // Lucene would make the folder
            }
            FSDirectory directory = FSDirectory.open(path);
            try {
                DirectoryReader reader = DirectoryReader.open(directory);
                return new LuceneFolder(path, directory, reader, new IndexSearcher(reader), similarity);
            } catch (IOException | RuntimeException e) {
                directory.close();
                throw e;
            }
        } catch (IndexNotFoundException | NoSuchFileException e) {
            throw new BadInputException("no Lucene index in " + path + "; make it with: isogloss index", e);
        } catch (CorruptIndexException | IndexFormatTooOldException | IndexFormatTooNewException e) {
            throw new BadInputException(
                    "the Lucene index in " + path + " cannot be read (" + e.getMessage()
                            + "); make it again with: isogloss index",
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException("opening the Lucene index in " + path, e);
        }
    }

    /** The same index without some documents, and with other statistics; valid as long as this is open, and not to be closed. */
    LuceneFolder without(BitSet hidden, LiveStatistics statistics) throws IOException {
        DirectoryReader left = hidden.isEmpty() ? reader : new HidingReader(reader, hidden);
        return new LuceneFolder(path, directory, left, statistics.searcher(left), searcher.getSimilarity());
    }

    Path path() {
        return path;
    }

    int size() {
        return reader.numDocs();
    }

    /** The names of the fields that terms stand in. */
    Collection<String> fields() {
        return FieldInfos.getIndexedFields(reader);
    }

    /** What the writer noted under a name; empty when it noted nothing. */
    String note(String name) {
        try {
            return reader.getIndexCommit().getUserData().getOrDefault(name, "");
        } catch (IOException e) {
            throw new UncheckedIOException("reading the commit of the Lucene index in " + path, e);
        }
    }

    /** How many documents have a field, and how many of them the term. */
    record Frequency(long documents, long withTerm) {}

    Frequency frequency(Term term) {
        try {
            return new Frequency(reader.getDocCount(term.field()), reader.docFreq(term));
        } catch (IOException e) {
            throw new UncheckedIOException("reading the terms of the Lucene index in " + path, e);
        }
    }

    /** How many of some documents have a term. */
    int frequencyAmong(BitSet documents, Term term) throws IOException {
        int found = 0;
        for (LeafReaderContext leaf : documents.isEmpty() ? List.<LeafReaderContext>of() : reader.leaves()) {
            PostingsEnum postings = leaf.reader().postings(term, PostingsEnum.NONE);
            int end = leaf.docBase + leaf.reader().maxDoc();
            int at = -1;
            int wanted = postings == null ? -1 : documents.nextSetBit(leaf.docBase);
            while (postings != null && wanted >= 0 && wanted < end && at != DocIdSetIterator.NO_MORE_DOCS) {
                if (at < wanted - leaf.docBase) {
                    at = postings.advance(wanted - leaf.docBase);
                }
                found += at == wanted - leaf.docBase ? 1 : 0;
                wanted = documents.nextSetBit(wanted + 1);
            }
        }
        return found;
    }

    /** Documents, and terms in all of them, of a field. */
    record FieldSize(long documents, long tokens) {}

    FieldSize size(String field) throws IOException {
        return new FieldSize(reader.getDocCount(field), reader.getSumTotalTermFreq(field));
    }

    /** The best documents, best first; none when the index is empty. */
    ScoreDoc[] search(Query query, int depth) throws IOException {
        return size() == 0 ? new ScoreDoc[0] : searcher.search(query, depth).scoreDocs;
    }

    /** Does something with every hit, in the order of the documents, which is the only way doc values can be read. */
    void visit(ScoreDoc[] hits, Visitor visitor) throws IOException {
        List<Integer> positions = IntStream.range(0, hits.length)
                .boxed()
                .sorted(Comparator.comparingInt(i -> hits[i].doc))
                .toList();
        int leaf = -1;
        for (int position : positions) {
            int of = ReaderUtil.subIndex(hits[position].doc, reader.leaves());
            LeafReaderContext context = reader.leaves().get(of);
            if (of != leaf) {
                leaf = of;
                visitor.enter(context);
            }
            visitor.visit(position, hits[position].doc - context.docBase);
        }
    }

    /** Sees documents leaf by leaf, ascending. */
    interface Visitor {
        /** The documents that follow lie in this leaf. */
        void enter(LeafReaderContext leaf) throws IOException;

        /**
         * A document.
         *
         * @param position its position among the hits
         * @param document its number within the leaf
         */
        void visit(int position, int document) throws IOException;
    }

    /** The keys of hits, in their order. */
    List<Key> keys(ScoreDoc[] hits) throws IOException {
        Keys keys = new Keys(hits.length);
        visit(hits, keys);
        return keys.found();
    }

    private final class Keys implements Visitor {
        private final Key[] keys;
        private BinaryDocValues values = DocValues.emptyBinary();

        private Keys(int hits) {
            keys = new Key[hits];
        }

        @Override
        public void enter(LeafReaderContext leaf) throws IOException {
            values = DocValues.getBinary(leaf.reader(), KEY);
        }

        @Override
        public void visit(int position, int document) throws IOException {
            if (!values.advanceExact(document)) {
                throw new BadInputException(
                        "the Lucene index in " + path + " holds documents without a key; it is not one of ours");
            }
            keys[position] = Key.parse(values.binaryValue().utf8ToString());
        }

        private List<Key> found() {
            return List.of(keys);
        }
    }

    @Override
    public void close() {
        try (directory) {
            reader.close();
        } catch (IOException e) {
            throw new UncheckedIOException("closing the Lucene index in " + path, e);
        }
    }
}
