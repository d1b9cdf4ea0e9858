package dev.isogloss.train;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/**
 * Prepares the next steps in a thread of its own while one is computed. What a step contains depends on its number alone, never on
 * which thread was faster.
 *
 * @param <B> a prepared step
 */
final class StepQueue<B> implements AutoCloseable {
    private static final int AHEAD = 3;

    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("tokenize").daemon().factory());
    private final Queue<Future<B>> waiting = new ArrayDeque<>();
    private final IntFunction<B> prepare;
    private final int last;
    private int submitted;

    /** Steps {@code first} to {@code last}, both inclusive. */
    StepQueue(int first, int last, IntFunction<B> prepare) {
        this.prepare = prepare;
        this.last = last;
        this.submitted = first - 1;
    }

    /** The next step. */
    B next() {
        while (submitted < last && waiting.size() <= AHEAD) {
            int step = ++submitted;
            waiting.add(thread.submit(() -> prepare.apply(step)));
        }
        try {
            return waiting.remove().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while preparing a training step", e);
        } catch (ExecutionException e) {
            throw NetworkLanes.unwrapped(e);
        }
    }

    /** Waits for what is being prepared, as whoever closes the queue closes the tokenizer next: native code in use would crash. */
    @Override
    public void close() {
        List<Runnable> dropped = thread.shutdownNow();
        assert dropped.size() <= AHEAD + 1;
        thread.close();
    }
}
