package dev.isogloss.index;

import dev.isogloss.corpus.Corpus;
import dev.isogloss.data.Key;
import dev.isogloss.data.Passage;
import dev.isogloss.embed.Vectors;
import java.util.Arrays;
import java.util.Optional;

/**
 * What was indexed once and stays as it is, for {@link LivePassages} to lie over.
 *
 * @param lexical the corpus's passages, one Lucene document an ordinal
 * @param vectors one a passage
 */
public record LiveBase(Corpus corpus, Optional<Bm25Index> lexical, Optional<Vectors> vectors) {
    boolean has(Key key) {
        return corpus.ordinal(key) >= 0;
    }

    /** Whether a change puts what is here, to the last bit. */
    boolean holds(PassageChange change) {
        if (!(change instanceof PassageChange.Put(Passage passage, float[] vector))) {
            return false;
        }
        int ordinal = corpus.ordinal(passage.key());
        return ordinal >= 0
                && corpus.passage(ordinal).equals(passage)
                && vectors.map(own -> Arrays.equals(own.vector(own.row(passage.key())), vector))
                        .orElse(true);
    }

    LiveWords words(Passage passage) {
        return lexical.map(index -> LiveWords.of(index.unit(), passage, index.terms()))
                .orElse(LiveWords.NONE);
    }

    /** Of the passage that is put; none of one that is deleted. */
    LiveWords words(PassageChange change) {
        return change instanceof PassageChange.Put put ? words(put.passage()) : LiveWords.NONE;
    }

    /** Components of a vector; 0 where the index has none. */
    int dimension() {
        return vectors.map(Vectors::dimension).orElse(0);
    }

    /** The Lucene document of a passage. */
    int document(Bm25Index index, int ordinal) {
        Key found = index.keyOf(ordinal);
        if (!found.equals(corpus.key(ordinal))) {
            throw new IllegalStateException("document " + ordinal + " of the lexical index is " + found + ", not "
                    + corpus.key(ordinal) + "; index and corpus do not belong together");
        }
        return ordinal;
    }
}
