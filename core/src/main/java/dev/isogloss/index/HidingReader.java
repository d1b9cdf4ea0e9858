package dev.isogloss.index;

import java.io.IOException;
import java.util.BitSet;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FilterDirectoryReader;
import org.apache.lucene.index.FilterLeafReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.util.Bits;
import org.jspecify.annotations.Nullable;

/** A Lucene index of one segment some documents of which are as good as deleted. Not to be closed. */
final class HidingReader extends FilterDirectoryReader {
    private final BitSet hidden;

    HidingReader(DirectoryReader in, BitSet hidden) throws IOException {
        super(in, new SubReaderWrapper() {
            @Override
            public LeafReader wrap(LeafReader leaf) {
                return new Leaf(leaf, hidden);
            }
        });
        this.hidden = hidden;
        if (in.leaves().size() > 1 || in.hasDeletions()) {
            throw new IllegalArgumentException(
                    "an index is written as one segment without deletions (got: " + in + ")");
        }
    }

    @Override
    protected DirectoryReader doWrapDirectoryReader(DirectoryReader other) throws IOException {
        return new HidingReader(other, hidden);
    }

    @Override
    public @Nullable CacheHelper getReaderCacheHelper() {
        return null;
    }

    private static final class Leaf extends FilterLeafReader {
        private final BitSet hidden;

        private Leaf(LeafReader in, BitSet hidden) {
            super(in);
            this.hidden = hidden;
        }

        @Override
        public Bits getLiveDocs() {
            return new Bits() {
                @Override
                public boolean get(int document) {
                    return !hidden.get(document);
                }

                @Override
                public int length() {
                    return maxDoc();
                }
            };
        }

        @Override
        public int numDocs() {
            return maxDoc() - hidden.cardinality();
        }

        @Override
        public @Nullable CacheHelper getCoreCacheHelper() {
            return null;
        }

        @Override
        public @Nullable CacheHelper getReaderCacheHelper() {
            return null;
        }
    }
}
