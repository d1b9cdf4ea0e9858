package dev.isogloss.langchain4j;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.internal.ValidationUtils;
import dev.langchain4j.store.embedding.EmbeddingMatch;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.EmbeddingSearchResult;
import dev.langchain4j.store.embedding.EmbeddingStore;
import dev.langchain4j.store.embedding.RelevanceScore;
import dev.langchain4j.store.embedding.filter.Filter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Predicate;
import org.apache.lucene.util.VectorUtil;
import org.jspecify.annotations.Nullable;

/**
 * LangChain4j's store of vectors, in memory or kept in a folder. The search is exact, by cosine; a score is (1 + cosine) / 2. What a
 * method that changes the store has returned from is on the disk; a batch is there whole or not at all. All vectors have the
 * components of the first. Safe for many threads; one process a folder.
 */
public final class IsoglossEmbeddingStore implements EmbeddingStore<TextSegment>, AutoCloseable {
    /** The best match first; of equal ones that with the smaller id. */
    private static final Comparator<Match> BEST =
            Comparator.comparingDouble((Match match) -> -match.cosine).thenComparing(match -> match.entry.id());

    private final Map<String, StoredEmbedding> entries = new LinkedHashMap<>();
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final Optional<StoreLog> log;

    private IsoglossEmbeddingStore(Optional<StoreLog> log) {
        this.log = log;
    }

    private record Match(StoredEmbedding entry, double cosine) {}

    /** An empty store that ends with its process. */
    public static IsoglossEmbeddingStore inMemory() {
        return new IsoglossEmbeddingStore(Optional.empty());
    }

    /**
     * The store of a folder, empty where the folder does not exist.
     *
     * @throws dev.isogloss.io.BadInputException when the folder's file is damaged, or another process has it open
     */
    public static IsoglossEmbeddingStore open(Path folder) throws IOException {
        Map<String, StoredEmbedding> entries = new LinkedHashMap<>();
        IsoglossEmbeddingStore store = new IsoglossEmbeddingStore(Optional.of(StoreLog.open(folder, entries)));
        store.entries.putAll(entries);
        return store;
    }

    @Override
    public String add(Embedding embedding) {
        return addAll(List.of(embedding)).getFirst();
    }

    @Override
    public void add(String id, Embedding embedding) {
        put(List.of(StoredEmbedding.of(id, embedding.vector(), null)));
    }

    @Override
    public String add(Embedding embedding, @Nullable TextSegment segment) {
        return addAll(List.of(embedding), Collections.singletonList(segment)).getFirst();
    }

    @Override
    public List<String> addAll(List<Embedding> embeddings) {
        List<String> ids = generateIds(embeddings.size());
        addAll(ids, embeddings, null);
        return ids;
    }

    /**
     * Adds vectors, in place of those with the same ids.
     *
     * @param segments one a vector, or null for none
     * @throws IllegalArgumentException for lists of different lengths, or a vector of another number of components than the others
     */
    @Override
    public void addAll(List<String> ids, List<Embedding> embeddings, @Nullable List<TextSegment> segments) {
        if (ids.size() != embeddings.size() || (segments != null && segments.size() != ids.size())) {
            throw new IllegalArgumentException("there must be as many ids, vectors and segments (got: " + ids.size()
                    + ", " + embeddings.size() + ", " + (segments == null ? "none" : segments.size()) + ")");
        }
        List<StoredEmbedding> added = new ArrayList<>(ids.size());
        for (int i = 0; i < ids.size(); i++) {
            added.add(StoredEmbedding.of(
                    ids.get(i), embeddings.get(i).vector(), segments == null ? null : segments.get(i)));
        }
        put(added);
    }

    private void put(List<StoredEmbedding> added) {
        if (added.isEmpty()) {
            return;
        }
        write(() -> {
            int components = entries.isEmpty()
                    ? added.getFirst().vector().length
                    : entries.values().iterator().next().vector().length;
            for (StoredEmbedding entry : added) {
                requireComponents(entry.vector().length, components);
            }
            if (log.isPresent()) {
                log.get().add(added);
            }
            added.forEach(entry -> entries.put(entry.id(), entry));
        });
    }

    /** Removes vectors; ids that are not there are none too many. */
    @Override
    public void removeAll(Collection<String> ids) {
        ValidationUtils.ensureNotEmpty(ids, "ids");
        write(() -> removeIf(entry -> ids.contains(entry.id())));
    }

    /** Removes the vectors of segments that a filter lets through. */
    @Override
    public void removeAll(Filter filter) {
        ValidationUtils.ensureNotNull(filter, "filter");
        write(() -> removeIf(entry -> isMet(filter, entry)));
    }

    @Override
    public void removeAll() {
        write(() -> removeIf(entry -> true));
    }

    private void removeIf(Predicate<StoredEmbedding> isRemoved) throws IOException {
        List<String> removed = entries.values().stream()
                .filter(isRemoved)
                .map(StoredEmbedding::id)
                .toList();
        if (log.isPresent() && !removed.isEmpty()) {
            log.get().remove(removed);
        }
        removed.forEach(entries::remove);
    }

    @Override
    public EmbeddingSearchResult<TextSegment> search(EmbeddingSearchRequest request) {
        float[] query = StoredEmbedding.unit(request.queryEmbedding().vector());
        PriorityQueue<Match> best = new PriorityQueue<>(BEST.reversed());
        lock.readLock().lock();
        try {
            for (StoredEmbedding entry : entries.values()) {
                requireComponents(query.length, entry.vector().length);
                if (request.filter() != null && !isMet(request.filter(), entry)) {
                    continue;
                }
                double cosine = Math.clamp(VectorUtil.dotProduct(query, entry.unit()), -1, 1);
                if (RelevanceScore.fromCosineSimilarity(cosine) >= request.minScore()) {
                    best.add(new Match(entry, cosine));
                    if (best.size() > request.maxResults()) {
                        best.poll();
                    }
                }
            }
        } finally {
            lock.readLock().unlock();
        }
        return new EmbeddingSearchResult<>(
                best.stream().sorted(BEST).map(IsoglossEmbeddingStore::match).toList());
    }

    private static EmbeddingMatch<TextSegment> match(Match match) {
        StoredEmbedding entry = match.entry;
        return new EmbeddingMatch<>(
                RelevanceScore.fromCosineSimilarity(match.cosine),
                entry.id(),
                Embedding.from(entry.vector().clone()),
                entry.segment());
    }

    private static boolean isMet(Filter filter, StoredEmbedding entry) {
        TextSegment segment = entry.segment();
        return filter.test(segment == null ? new Metadata() : segment.metadata());
    }

    private static void requireComponents(int got, int wanted) {
        if (got != wanted) {
            throw new IllegalArgumentException("the store's vectors have " + wanted + " components (got: " + got + ")");
        }
    }

    private interface Change {
        void run() throws IOException;
    }

    private void write(Change change) {
        lock.writeLock().lock();
        try {
            change.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Vectors in it. */
    public int size() {
        lock.readLock().lock();
        try {
            return entries.size();
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public void close() throws IOException {
        if (log.isPresent()) {
            log.get().close();
        }
    }
}
