package dev.isogloss.index;

import dev.isogloss.corpus.Corpus;
import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Passage;
import dev.isogloss.embed.Vectors;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What changed since an index was built, at one moment: passages that were put, and which of the index's own are hidden, because
 * they were replaced or deleted. Never changes, so whoever holds one sees whole commits only. Safe for many threads.
 */
public final class LivePassages {
    /** Nothing changed. */
    public static final LivePassages NONE =
            new LivePassages(Map.of(), Set.of(), new BitSet(), new BitSet(), Map.of(), 0);

    /** Bytes of the headers, references and map entries of one passage, roughly. */
    private static final int OBJECTS = 256;

    private final Map<Key, Live> put;
    private final Set<Key> hidden;
    private final BitSet hiddenRows;
    private final BitSet hiddenDocuments;
    private final Map<Language, Totals> totals;
    private final long putBytes;
    private volatile @Nullable Over over;

    private LivePassages(
            Map<Key, Live> put,
            Set<Key> hidden,
            BitSet hiddenRows,
            BitSet hiddenDocuments,
            Map<Language, Totals> totals,
            long putBytes) {
        this.put = Collections.unmodifiableMap(put);
        this.hidden = Collections.unmodifiableSet(hidden);
        this.hiddenRows = hiddenRows;
        this.hiddenDocuments = hiddenDocuments;
        this.totals = Collections.unmodifiableMap(totals);
        this.putBytes = putBytes;
    }

    /**
     * A passage that was put.
     *
     * @param vector of no components in a lexical index
     */
    record Live(Passage passage, float[] vector, LiveWords words) {
        long bytes() {
            return LivePassages.bytes(passage) + (long) Float.BYTES * vector.length + words.bytes();
        }
    }

    /**
     * By how much a field of the lexical index has more than Lucene counts; negative where more was hidden than put.
     *
     * @param passages with at least one term
     * @param tokens terms, repeated ones as often as they occur
     */
    record Totals(long passages, long tokens) {
        static final Totals NONE = new Totals(0, 0);

        Totals plus(LiveWords words, int times) {
            return new Totals(passages + (words.tokens() > 0 ? times : 0), tokens + (long) times * words.tokens());
        }

        Totals plus(Totals other) {
            return new Totals(passages + other.passages, tokens + other.tokens);
        }
    }

    /** Whether the index is as it was built. */
    public boolean isEmpty() {
        return put.isEmpty() && hidden.isEmpty();
    }

    /** Passages that were put and are there still. */
    public int putPassages() {
        return put.size();
    }

    /** About how many bytes of memory they take, each with its vector and its words. */
    public long putBytes() {
        return putBytes;
    }

    /** About how many bytes of memory a passage takes by itself; rather too many than too few. */
    public static long bytes(Passage passage) {
        long characters = (long) passage.key().id().length()
                + passage.title().length()
                + passage.text().length();
        return OBJECTS + Character.BYTES * characters;
    }

    /** Passages of the index as it was built that are not to be seen any more. */
    public int hiddenPassages() {
        return hidden.size();
    }

    /** The passage of a key, where there is one now. */
    public Optional<Passage> passage(Key key, Corpus corpus) {
        Live own = put.get(key);
        if (own != null || hidden.contains(key)) {
            return Optional.ofNullable(own).map(Live::passage);
        }
        int ordinal = corpus.ordinal(key);
        return ordinal < 0 ? Optional.empty() : Optional.of(corpus.passage(ordinal));
    }

    /** Whether the index's own passage of this key was neither replaced nor deleted. */
    public boolean shows(Key key) {
        return !hidden.contains(key);
    }

    /** Every passage that was put, in no particular order. */
    public Collection<Passage> passages() {
        return put.values().stream().map(Live::passage).toList();
    }

    /** The vectors of what is there; the same object for the same {@code base} as a rule, since finding its rows takes a look at each. */
    public Vectors over(Vectors base) {
        if (isEmpty()) {
            return base;
        }
        Over known = over;
        if (known == null || !known.base.equals(base)) {
            known = new Over(base, new LiveVectors(base, this));
            over = known; // two threads may both make one; they are alike
        }
        return known.all;
    }

    private record Over(Vectors base, Vectors all) {}

    Collection<Live> all() {
        return put.values();
    }

    /** Rows of the index's vectors that are hidden; not to be changed. */
    BitSet hiddenRows() {
        return hiddenRows;
    }

    /** Documents of the lexical index that are hidden; not to be changed. */
    BitSet hiddenDocuments() {
        return hiddenDocuments;
    }

    /** Of one language; of all where none is named. */
    Totals totals(Optional<Language> language) {
        return language.map(one -> totals.getOrDefault(one, Totals.NONE))
                .orElseGet(() -> totals.values().stream().reduce(Totals.NONE, Totals::plus));
    }

    /** Begins a commit on top of this. */
    Editor edit(LiveBase base) {
        return new Editor(this, base);
    }

    /** The next state, while it is being made. One per thread. */
    static final class Editor {
        private final LiveBase base;
        private final Map<Key, Live> put;
        private final Set<Key> hidden;
        private final BitSet hiddenRows;
        private final BitSet hiddenDocuments;
        private final Map<Language, Totals> totals;
        private long putBytes;

        private Editor(LivePassages before, LiveBase base) {
            this.base = base;
            this.put = new HashMap<>(before.put);
            this.hidden = new HashSet<>(before.hidden);
            this.hiddenRows = (BitSet) before.hiddenRows.clone();
            this.hiddenDocuments = (BitSet) before.hiddenDocuments.clone();
            this.totals = new HashMap<>(before.totals);
            this.putBytes = before.putBytes;
        }

        boolean has(Key key) {
            return put.containsKey(key) || base.has(key) && !hidden.contains(key);
        }

        void apply(PassageChange change) {
            apply(change, base.words(change));
        }

        /** @param words of the passage that is put */
        void apply(PassageChange change, LiveWords words) {
            Key key = change.key();
            Live before = put.remove(key);
            if (before != null) {
                putBytes -= before.bytes();
                count(key.language(), before.words(), -1);
            } else if (base.has(key) && hidden.add(key)) {
                hide(key, base.corpus().ordinal(key));
            }
            if (base.holds(change)) { // it was folded in, or taken back
                show(key, base.corpus().ordinal(key), words);
                return;
            }
            if (change instanceof PassageChange.Put(Passage passage, float[] vector)) {
                Live live = new Live(passage, vector, words);
                put.put(key, live);
                putBytes += live.bytes();
                count(key.language(), words, 1);
            }
        }

        private void hide(Key key, int ordinal) {
            base.vectors().ifPresent(vectors -> hiddenRows.set(vectors.row(key)));
            base.lexical().ifPresent(index -> {
                hiddenDocuments.set(base.document(index, ordinal));
                count(key.language(), base.words(base.corpus().passage(ordinal)), -1);
            });
        }

        private void show(Key key, int ordinal, LiveWords words) {
            boolean was = hidden.remove(key);
            assert was : "what is changed was hidden before";
            base.vectors().ifPresent(vectors -> hiddenRows.clear(vectors.row(key)));
            base.lexical().ifPresent(index -> hiddenDocuments.clear(base.document(index, ordinal)));
            count(key.language(), words, 1);
        }

        private void count(Language language, LiveWords words, int times) {
            totals.put(language, totals.getOrDefault(language, Totals.NONE).plus(words, times));
        }

        /** What was made; no more is to be applied. */
        LivePassages done() {
            return new LivePassages(put, hidden, hiddenRows, hiddenDocuments, totals, putBytes);
        }
    }
}
