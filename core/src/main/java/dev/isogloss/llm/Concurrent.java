package dev.isogloss.llm;

import dev.isogloss.io.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Work on many items that mostly waits, on virtual threads. */
final class Concurrent {
    private Concurrent() {}

    /** Results in the order of the items; the first failure stops the rest, and is thrown when what is under way has ended. */
    static <T, R> List<R> each(List<T> items, Function<? super T, ? extends R> work, int atOnce, Progress.Task task) {
        var results = new AtomicReferenceArray<@Nullable R>(items.size());
        var failure = new AtomicReference<@Nullable Throwable>();
        var next = new AtomicInteger();
        Runnable worker = () -> {
            for (int i = next.getAndIncrement();
                    i < items.size() && failure.get() == null;
                    i = next.getAndIncrement()) {
                try {
                    results.set(i, work.apply(items.get(i)));
                    task.advance(1);
                } catch (RuntimeException | Error e) {
                    failure.compareAndSet(null, e);
                }
            }
        };
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < Math.min(atOnce, items.size()); i++) {
            threads.add(Thread.ofVirtual().name("chat-", i).start(worker));
        }
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            var cancelled = new CancellationException("interrupted while waiting for the language model");
            cancelled.initCause(e);
            failure.compareAndSet(null, cancelled);
            Thread.currentThread().interrupt();
        }
        return collected(results, failure.get());
    }

    private static <R> List<R> collected(AtomicReferenceArray<@Nullable R> results, @Nullable Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
        List<R> collected = new ArrayList<>(results.length());
        for (int i = 0; i < results.length(); i++) {
            R result = results.get(i);
            if (result == null) {
                throw new IllegalStateException("work on item " + i + " gave nothing");
            }
            collected.add(result);
        }
        return collected;
    }
}
