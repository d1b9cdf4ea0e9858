package dev.isogloss.index;

import dev.isogloss.data.Hit;
import dev.isogloss.data.Language;
import dev.isogloss.data.Query;
import dev.isogloss.data.Ranking;
import dev.isogloss.search.Retriever;
import dev.isogloss.search.SearchScope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.CollectionStatistics;
import org.apache.lucene.search.similarities.Similarity;

/**
 * A BM25 index with what changed since it was built. Passages that were put are looked at one by one; the others are found by Lucene.
 * Both are scored with the same statistics, counted without the hidden passages and with the put ones, which makes hits and scores
 * those of an index of what is there now. Safe for many threads.
 */
final class LiveBm25 implements Retriever {
    private final Bm25Index base;
    private final LivePassages live;

    LiveBm25(Bm25Index base, LivePassages live) {
        this.base = base;
        this.live = live;
    }

    @Override
    public String name() {
        return base.name();
    }

    @Override
    public List<Ranking> retrieve(List<Query> queries, SearchScope scope, int depth) {
        if (depth < 1) {
            throw new IllegalArgumentException("depth must be at least 1 (got: " + depth + ")");
        }
        return queries.parallelStream()
                .map(query -> rank(query, base.target(query, scope), depth))
                .toList();
    }

    private Ranking rank(Query query, Bm25Index.Target target, int depth) {
        SortedMap<String, Integer> counts = base.counts(query, target);
        List<String> terms = List.copyOf(counts.keySet());
        List<Matched> matched = matched(target, terms);
        try {
            Optional<LiveStatistics> statistics = statistics(target, terms, matched);
            if (statistics.isEmpty()) {
                return new Ranking(query.key(), List.of());
            }
            List<Hit> hits = new ArrayList<>(Bm25Index.hits(
                    base.folder().without(live.hiddenDocuments(), statistics.get()),
                    Bm25Index.words(target, counts),
                    depth));
            hits.addAll(scored(target, counts, statistics.get(), matched, depth));
            return Ranking.of(query.key(), hits, depth);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "searching the index " + base.folder().path(), e);
        }
    }

    /** A passage that was put, and how often it has each term of the query, at least one of them once. */
    private record Matched(LivePassages.Live passage, int[] counts) {}

    private List<Matched> matched(Bm25Index.Target target, List<String> terms) {
        int[] ids = terms.stream().mapToInt(base.terms()::known).toArray();
        Optional<Language> only = only(target);
        List<Matched> matched = new ArrayList<>();
        for (LivePassages.Live one : live.all()) {
            if (only.isPresent() && !one.passage().language().equals(only.get())) {
                continue;
            }
            int[] counts = new int[ids.length];
            boolean any = false;
            for (int i = 0; i < ids.length; i++) {
                counts[i] = one.words().count(ids[i]);
                any |= counts[i] > 0;
            }
            if (any) {
                matched.add(new Matched(one, counts));
            }
        }
        return matched;
    }

    private static Optional<Language> only(Bm25Index.Target target) {
        return target.field().equals(Bm25Writer.POOL)
                ? Optional.empty()
                : Optional.of(target.languages().getFirst());
    }

    /** Empty where no passage that is there has any term. */
    private Optional<LiveStatistics> statistics(Bm25Index.Target target, List<String> terms, List<Matched> matched)
            throws IOException {
        LuceneFolder.FieldSize indexed = base.folder().size(target.field());
        LivePassages.Totals more = live.totals(only(target));
        long passages = indexed.documents() + more.passages();
        if (passages == 0) {
            return Optional.empty();
        }
        Map<String, Integer> frequencies = new TreeMap<>();
        for (int i = 0; i < terms.size(); i++) {
            Term term = new Term(target.field(), terms.get(i));
            long found = base.folder().frequency(term).withTerm()
                    - base.folder().frequencyAmong(live.hiddenDocuments(), term);
            for (Matched one : matched) {
                found += one.counts[i] > 0 ? 1 : 0;
            }
            frequencies.put(terms.get(i), (int) found);
        }
        CollectionStatistics collection = new CollectionStatistics(
                target.field(), passages, passages, indexed.tokens() + more.tokens(), passages);
        return Optional.of(new LiveStatistics(collection, frequencies));
    }

    private static List<Hit> scored(
            Bm25Index.Target target,
            SortedMap<String, Integer> counts,
            LiveStatistics statistics,
            List<Matched> matched,
            int depth) {
        Similarity similarity = Bm25Index.similarity();
        List<Similarity.SimScorer> scorers = new ArrayList<>();
        counts.forEach(
                (term, times) -> scorers.add(statistics.scorer(similarity, new Term(target.field(), term), times)));
        BestHits best = new BestHits(depth);
        for (Matched one : matched) {
            double sum = 0; // as Lucene adds up a disjunction
            for (int i = 0; i < one.counts.length; i++) {
                if (one.counts[i] > 0) {
                    sum += scorers.get(i)
                            .score(one.counts[i], one.passage.words().norm());
                }
            }
            best.offer(one.passage.passage().key(), (float) sum);
        }
        return List.copyOf(best.hits());
    }
}
