package dev.isogloss.index;

import java.io.IOException;
import java.util.Map;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.CollectionStatistics;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.TermStatistics;
import org.apache.lucene.search.similarities.Similarity;

/**
 * What BM25 counts for one query, as an index would count that held the live passages and not the hidden ones: so scores of both
 * are those of such an index.
 *
 * @param collection of the one field that the query searches
 * @param frequencies passages that have each term of the query
 */
record LiveStatistics(CollectionStatistics collection, Map<String, Integer> frequencies) {
    TermStatistics of(Term term) {
        // A term that only hidden passages have finds nothing; its numbers only have to be possible ones.
        long passages = Math.max(1, frequencies.getOrDefault(term.text(), 0));
        return new TermStatistics(term.bytes(), passages, passages);
    }

    /** What one occurrence of a term is worth. */
    Similarity.SimScorer scorer(Similarity similarity, Term term, int timesInQuery) {
        return similarity.scorer(timesInQuery, collection, of(term));
    }

    /** A searcher of the index itself that counts like this. */
    IndexSearcher searcher(IndexReader reader) {
        return new IndexSearcher(reader) {
            @Override
            public TermStatistics termStatistics(Term term, int documents, long occurrences) {
                return of(term);
            }

            @Override
            public CollectionStatistics collectionStatistics(String field) throws IOException {
                return collection;
            }
        };
    }
}
