package dev.isogloss.server;

import dev.isogloss.data.Language;
import dev.isogloss.embed.Embedder;
import dev.isogloss.embed.Role;
import dev.isogloss.embed.TextContract;
import dev.isogloss.encoder.TransformerEmbedder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One model for many callers: texts of concurrent requests wait in one queue, first come first served, and are encoded together,
 * as many tokens at once as the model's workers take. While the model works, callers wait; when it is idle, nobody does.
 * Safe for many threads.
 */
public final class BatchedEmbedder implements Embedder, AutoCloseable {
    private final TransformerEmbedder model;
    private final int mostWaiting;
    private final BlockingQueue<Item> queue = new LinkedBlockingQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong batches = new AtomicLong();
    private final AtomicLong texts = new AtomicLong();
    private final Thread worker;
    private volatile boolean closed;

    /**
     * Stands before a model, which is closed by whoever opened it.
     *
     * @param mostWaiting texts that may wait, at least 1; a request that comes when nobody waits may be longer
     */
    public BatchedEmbedder(TransformerEmbedder model, int mostWaiting) {
        if (mostWaiting < 1) {
            throw new IllegalArgumentException("mostWaiting must be at least 1 (got: " + mostWaiting + ")");
        }
        this.model = model;
        this.mostWaiting = mostWaiting;
        this.worker = Thread.ofPlatform().name("batches").daemon(true).start(this::work);
    }

    /** One text of a request. */
    private record Item(String text, Language language, Role role, int tokens, int position, Job job) {}

    /** The texts of one request. */
    private static final class Job {
        private final float[][] vectors;
        private final AtomicInteger missing;
        private final CompletableFuture<float[][]> done = new CompletableFuture<>();

        private Job(int texts) {
            this.vectors = new float[texts][];
            this.missing = new AtomicInteger(texts);
        }

        private void put(int position, float[] vector) {
            vectors[position] = vector;
            if (missing.decrementAndGet() == 0) {
                done.complete(vectors);
            }
        }
    }

    @Override
    public int dimension() {
        return model.dimension();
    }

    @Override
    public TextContract contract() {
        return model.contract();
    }

    @Override
    public String networkHash() {
        return model.networkHash();
    }

    /**
     * The model's own vectors, when it is their turn.
     *
     * @throws Problem with status 429 when too many texts wait, 503 when this is closed
     */
    @Override
    public Embedded embed(List<String> asked, Role role) {
        return embed(asked, Collections.nCopies(asked.size(), Language.UNDETERMINED), role);
    }

    /** As {@link #embed(List, Role)}, for passages whose languages are known. */
    @Override
    public Embedded embed(List<String> asked, List<Language> languages, Role role) {
        if (asked.isEmpty()) {
            return new Embedded(new float[0][], 0, List.of());
        }
        reserve(asked.size());
        Job job = new Job(asked.size());
        long tokens = 0;
        List<Integer> truncated = new ArrayList<>();
        List<Item> items = new ArrayList<>(asked.size());
        try {
            TransformerEmbedder.Lengths lengths = model.lengths(asked, role);
            for (int i = 0; i < asked.size(); i++) {
                tokens += lengths.kept()[i];
                if (lengths.whole()[i] > lengths.kept()[i]) {
                    truncated.add(i);
                }
                items.add(new Item(asked.get(i), languages.get(i), role, lengths.kept()[i], i, job));
            }
        } catch (RuntimeException e) {
            waiting.addAndGet(-asked.size());
            throw e;
        }
        queue.addAll(items);
        if (closed) {
            failWaiting();
        }
        try {
            return new Embedded(job.done.join(), tokens, truncated);
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private void reserve(int wanted) {
        int before = waiting.getAndUpdate(now -> fits(now, wanted) ? now + wanted : now);
        if (!fits(before, wanted)) {
            throw new Problem(
                    429,
                    "too many texts wait for the model (" + before + " of at most " + mostWaiting
                            + "); try again later",
                    Map.of("Retry-After", "1"));
        }
    }

    private boolean fits(int now, int wanted) {
        return now == 0 || now + wanted <= mostWaiting;
    }

    private void work() {
        while (!closed) {
            try {
                encode(batch(queue.take()));
            } catch (InterruptedException e) {
                closed = true;
            }
        }
        failWaiting();
    }

    /** The first text and those behind it that go with it. */
    private List<Item> batch(Item first) {
        List<Item> batch = new ArrayList<>();
        batch.add(first);
        long tokens = first.tokens;
        for (@Nullable Item next = queue.peek(); next != null; next = queue.peek()) {
            tokens += next.tokens;
            if (next.role != first.role || tokens > model.tokensAtOnce()) {
                break;
            }
            batch.add(queue.remove());
        }
        return batch;
    }

    private void encode(List<Item> batch) {
        try {
            float[][] vectors = model.embed(
                            batch.stream().map(Item::text).toList(),
                            batch.stream().map(Item::language).toList(),
                            batch.getFirst().role)
                    .vectors();
            batches.incrementAndGet();
            texts.addAndGet(batch.size());
            waiting.addAndGet(-batch.size());
            for (int i = 0; i < vectors.length; i++) {
                batch.get(i).job.put(batch.get(i).position, vectors[i]);
            }
        } catch (RuntimeException | Error e) {
            waiting.addAndGet(-batch.size());
            batch.forEach(item -> item.job.done.completeExceptionally(e));
        }
    }

    private void failWaiting() {
        for (@Nullable Item item = queue.poll(); item != null; item = queue.poll()) {
            waiting.decrementAndGet();
            item.job.done.completeExceptionally(new Problem(503, "the server is stopping"));
        }
    }

    /** The first text that would lose tokens at the length limit, or -1. */
    int firstTooLong(List<String> asked, Role role) {
        TransformerEmbedder.Lengths lengths = model.lengths(asked, role);
        for (int i = 0; i < asked.size(); i++) {
            if (lengths.whole()[i] > lengths.kept()[i]) {
                return i;
            }
        }
        return -1;
    }

    /** Texts that wait or are being encoded. */
    public int waiting() {
        return waiting.get();
    }

    /** Times that the model was asked so far. */
    public long batches() {
        return batches.get();
    }

    /** Texts that were encoded so far. */
    public long texts() {
        return texts.get();
    }

    /** Lets the batch at work finish; what waits behind it fails. */
    @Override
    public void close() {
        closed = true;
        worker.interrupt();
        try {
            worker.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
