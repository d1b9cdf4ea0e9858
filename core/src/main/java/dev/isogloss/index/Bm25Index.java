package dev.isogloss.index;

import dev.isogloss.data.Hit;
import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Passage;
import dev.isogloss.data.Query;
import dev.isogloss.data.Ranking;
import dev.isogloss.data.TextSpan;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Progress;
import dev.isogloss.search.Retriever;
import dev.isogloss.search.SearchScope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.search.similarities.Similarity;

/**
 * BM25 over the words (or the character 4-grams, see {@link LexicalUnit}) of title and text (Robertson and Zaragoza, https://doi.org/10.1561/1500000019) with k1 = 0.9 and b = 0.4,
 * as Anserini has them; a query's repeated words count as often as they occur.
 *
 * <p>Within a language ({@link SearchScope.OwnLanguage}, {@link SearchScope.Only}) the statistics of words are those of the
 * language's passages; in the pool they are those of all passages. Passages are analysed as their own language asks. So are
 * queries, but for {@link SearchScope.Only}: there the analyzer of the passages' language cuts them, which finds a little more of
 * the names that languages share (nDCG@10 .222 instead of .213 over 132 pairs of languages of XQuAD). A query of undetermined
 * language is cut by the analyzers of all the pool's languages, and has the terms that any of them finds. A passage without a word of the query is never a hit.
 *
 * <p>Ties at the cut are resolved by key over all tied passages, so rankings do not depend on how Lucene laid out the index.
 * Safe for many threads; queries run on the common pool.
 */
public final class Bm25Index implements Retriever, AutoCloseable {
    static {
        // Lucene's guard against expensive queries; ours are bags of words, as long as the text somebody asks with.
        IndexSearcher.setMaxClauseCount(Integer.MAX_VALUE);
    }

    private final LuceneFolder folder;
    private final LexicalUnit unit;
    private final boolean pooled;
    private final List<Language> languages;
    private final LiveWords.Dictionary terms = new LiveWords.Dictionary();

    private Bm25Index(LuceneFolder folder, LexicalUnit unit, boolean pooled) {
        this.folder = folder;
        this.unit = unit;
        this.pooled = pooled;
        this.languages = Bm25Writer.languages(folder.fields());
    }

    /** Makes an index of words; see {@link #build(Path, Iterable, LexicalUnit, boolean, Progress)}. */
    public static void build(Path folder, Iterable<Passage> passages, boolean pooled, Progress progress) {
        build(folder, passages, LexicalUnit.WORD, pooled, progress);
    }

    /**
     * Makes an index, replacing what Lucene index the folder holds.
     *
     * @param passages read once, in order; nothing of them stays in memory
     * @param pooled whether {@link SearchScope.Pool} is to be searched; costs about as much space again
     */
    public static void build(
            Path folder, Iterable<Passage> passages, LexicalUnit unit, boolean pooled, Progress progress) {
        Bm25Writer.write(folder, passages, unit, pooled, progress);
    }

    /**
     * Opens an index that {@link #build} made.
     *
     * @throws BadInputException when there is none
     */
    public static Bm25Index open(Path folder) {
        LuceneFolder opened = LuceneFolder.open(folder, similarity());
        return new Bm25Index(
                opened,
                LexicalUnit.of(opened.note(Bm25Writer.UNIT)),
                Boolean.parseBoolean(opened.note(Bm25Writer.POOLED)));
    }

    static Similarity similarity() {
        return new BM25Similarity(0.9f, 0.4f);
    }

    @Override
    public String name() {
        return unit.retriever();
    }

    /** What is counted. */
    public LexicalUnit unit() {
        return unit;
    }

    /** The number of passages. */
    public int size() {
        return folder.size();
    }

    /** This index with what changed since it was built; valid as long as this is open. */
    public Retriever with(LivePassages live) {
        return live.isEmpty() ? this : new LiveBm25(this, live);
    }

    LuceneFolder folder() {
        return folder;
    }

    /** The terms of passages that are put on top of this. */
    LiveWords.Dictionary terms() {
        return terms;
    }

    /** The passage of a Lucene document. */
    Key keyOf(int document) {
        try {
            return folder.keys(new ScoreDoc[] {new ScoreDoc(document, 0)}).getFirst();
        } catch (IOException e) {
            throw new UncheckedIOException("reading the index " + folder.path(), e);
        }
    }

    /** Whether {@link SearchScope.Pool} can be searched. */
    public boolean pooled() {
        return pooled;
    }

    @Override
    public List<Ranking> retrieve(List<Query> queries, SearchScope scope, int depth) {
        if (depth < 1) {
            throw new IllegalArgumentException("depth must be at least 1 (got: " + depth + ")");
        }
        return queries.parallelStream()
                .map(query -> rank(query, target(query, scope), depth))
                .toList();
    }

    /**
     * How much a word tells about which passage of a language is meant: the largest inverse document frequency {@code log(1 + (N -
     * n + 0.5) / (n + 0.5))} among the terms that the language's analyzer makes of it; 0 for a stop word, and for a word that no
     * passage or more than half of them have.
     */
    public double salience(Language language, String word) {
        double largest = 0;
        for (String term : unit.analyze(language, word).terms()) {
            LuceneFolder.Frequency frequency = folder.frequency(new Term(Bm25Writer.field(language), term));
            boolean tells = frequency.withTerm() > 0 && 2 * frequency.withTerm() <= frequency.documents();
            double inverse =
                    Math.log1p((frequency.documents() - frequency.withTerm() + 0.5) / (frequency.withTerm() + 0.5));
            largest = Math.max(largest, tells ? inverse : 0);
        }
        return largest;
    }

    /** The field a query searches, and the languages whose analyzers cut the query. */
    record Target(String field, List<Language> languages) {
        private static Target within(Language language) {
            return new Target(Bm25Writer.field(language), List.of(language));
        }
    }

    Target target(Query query, SearchScope scope) {
        return switch (scope) {
            case SearchScope.OwnLanguage() -> Target.within(query.language());
            case SearchScope.Only(Language language) -> Target.within(language);
            case SearchScope.Pool() -> {
                if (!pooled) {
                    throw new BadInputException("the lexical index " + folder.path()
                            + " was made for search within each language only; make it again with the pooled field");
                }
                yield new Target(
                        Bm25Writer.POOL,
                        query.language().equals(Language.UNDETERMINED) ? languages : List.of(query.language()));
            }
        };
    }

    /**
     * Where a text of a passage has words that the query was searched with.
     *
     * @param language of the passage
     * @return ascending, none touching another
     */
    public List<TextSpan> matches(Query query, SearchScope scope, Language language, String text) {
        Set<String> terms = counts(query, target(query, scope)).keySet();
        return terms.isEmpty() || text.isEmpty() ? List.of() : unit.places(language, terms, text);
    }

    /** How often the query has each term; where several analyzers cut it, how often the one has it that finds most. */
    SortedMap<String, Integer> counts(Query query, Target target) {
        SortedMap<String, Integer> most = new TreeMap<>();
        for (Language language : target.languages()) {
            Map<String, Integer> counts = new HashMap<>();
            unit.analyze(language, query.text()).terms().forEach(term -> counts.merge(term, 1, Integer::sum));
            counts.forEach((term, count) -> most.merge(term, count, Integer::max));
        }
        return most;
    }

    private Ranking rank(Query query, Target target, int depth) {
        BooleanQuery words = words(target, counts(query, target));
        try {
            return Ranking.of(query.key(), hits(folder, words, depth), depth);
        } catch (IOException e) {
            throw new UncheckedIOException("searching the index " + folder.path(), e);
        }
    }

    /** Any of the terms, each as often as it is counted. */
    static BooleanQuery words(Target target, SortedMap<String, Integer> counts) {
        BooleanQuery.Builder words = new BooleanQuery.Builder();
        counts.forEach((term, count) -> words.add(
                new BoostQuery(new TermQuery(new Term(target.field(), term)), count), BooleanClause.Occur.SHOULD));
        return words.build();
    }

    /** The best {@code depth} and everything that ties with the last of them. */
    static List<Hit> hits(LuceneFolder folder, BooleanQuery words, int depth) throws IOException {
        for (long wanted = depth + 16L; ; wanted *= 2) {
            int fetched = (int) Math.min(wanted, folder.size());
            ScoreDoc[] found = folder.search(words, fetched);
            boolean tiesMayBeCut = found.length == fetched
                    && fetched < folder.size()
                    && found[depth - 1].score == found[fetched - 1].score;
            if (!tiesMayBeCut) {
                List<Key> keys = folder.keys(found);
                List<Hit> hits = new ArrayList<>(found.length);
                for (int i = 0; i < found.length; i++) {
                    hits.add(new Hit(keys.get(i), found[i].score));
                }
                return hits;
            }
        }
    }

    /** Releases the files. */
    @Override
    public void close() {
        folder.close();
    }
}
