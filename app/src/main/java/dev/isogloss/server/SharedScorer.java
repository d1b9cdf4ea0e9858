package dev.isogloss.server;

import dev.isogloss.rerank.CrossEncoder;
import dev.isogloss.search.Pair;
import dev.isogloss.search.PairScorer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** One cross-encoder for many callers; whoever would make too many texts wait is sent away. Safe for many threads. */
final class SharedScorer implements PairScorer {
    private final CrossEncoder model;
    private final int mostWaiting;
    private final Semaphore room;

    /**
     * Stands before a model.
     *
     * @param mostWaiting texts that may be read or wait, at least 1
     */
    SharedScorer(CrossEncoder model, int mostWaiting) {
        this.model = model;
        this.mostWaiting = mostWaiting;
        this.room = new Semaphore(mostWaiting);
    }

    @Override
    public String describe() {
        return model.describe();
    }

    /** @throws Problem with status 429 when too many texts wait */
    @Override
    public float[] score(List<Pair> pairs) {
        return scored(pairs.size(), () -> model.score(pairs));
    }

    /**
     * One score a text.
     *
     * @throws Problem with status 429 when too many texts wait
     */
    float[] score(String query, List<String> texts) {
        return scored(texts.size(), () -> model.score(query, texts));
    }

    private float[] scored(int texts, Supplier<float[]> work) {
        int permits = Math.min(texts, mostWaiting);
        if (!room.tryAcquire(permits)) {
            throw new Problem(
                    429,
                    "too many texts wait for the cross-encoder (at most " + mostWaiting + "); try again later",
                    Map.of("Retry-After", "1"));
        }
        try {
            return work.get();
        } finally {
            room.release(permits);
        }
    }
}
