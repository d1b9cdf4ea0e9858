package dev.isogloss.train;

import dev.isogloss.encoder.Dropout;
import dev.isogloss.encoder.TransformerEncoder;
import dev.isogloss.tensor.NativeThreads;
import dev.isogloss.tensor.Scoped;
import dev.isogloss.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Encodes chunks at the same time: lane k takes chunks k, k + lanes, ... in order and collects gradients of its own, which are
 * added lane by lane. So the sum is the same to the last bit whatever thread was faster and however many processors there are.
 * Each lane uses one native thread.
 */
final class Lanes implements AutoCloseable {
    private final List<TransformerEncoder> encoders = new ArrayList<>();
    private final ExecutorService threads;

    /** Lanes over one encoder, which stays the caller's. */
    Lanes(TransformerEncoder encoder, int lanes) {
        encoders.add(encoder);
        for (int lane = 1; lane < lanes; lane++) {
            encoders.add(encoder.replica());
        }
        this.threads = Executors.newFixedThreadPool(
                Math.min(lanes, Runtime.getRuntime().availableProcessors()),
                work -> Thread.ofPlatform().name("lane").daemon().unstarted(() -> {
                    NativeThreads.set(1);
                    work.run();
                }));
    }

    int count() {
        return encoders.size();
    }

    TransformerEncoder encoder(int lane) {
        return encoders.get(lane);
    }

    /** Runs work for every lane and waits for all of it, also when some fails. */
    void run(IntConsumer work) {
        List<Future<?>> running = new ArrayList<>();
        for (int lane = 0; lane < encoders.size(); lane++) {
            int number = lane;
            running.add(threads.submit(() -> work.accept(number)));
        }
        RuntimeException failure = null;
        for (Future<?> task : running) {
            try {
                task.get();
            } catch (ExecutionException e) {
                failure = failure == null ? unwrapped(e) : failure;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                failure = new IllegalStateException("interrupted while waiting for a lane", e);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** The vectors of all rows, {@code (rows, dimension)}, without a graph. */
    float[][] encode(TokenizedBatch batch, List<Chunk> chunks, Dropping dropping) {
        float[][] vectors = new float[batch.tokens().texts()][];
        run(lane -> {
            for (int at = lane; at < chunks.size(); at += count()) {
                encodeInto(vectors, lane, batch, chunks.get(at), dropping);
            }
        });
        return vectors;
    }

    /** Encodes a chunk without a graph and puts its rows where they belong. */
    void encodeInto(float[][] vectors, int lane, TokenizedBatch batch, Chunk chunk, Dropping dropping) {
        try (PointerScope _ = new PointerScope()) {
            Tensor encoded = Scoped.withoutGradients(() -> encode(lane, batch, chunk, dropping));
            chunk.spread(Tensors.toRows(encoded), vectors);
        }
    }

    /** The vectors of a chunk's rows, in its order. */
    Tensor encode(int lane, TokenizedBatch batch, Chunk chunk, Dropping dropping) {
        long[] rows = java.util.Arrays.stream(chunk.rows()).asLongStream().toArray();
        return encoder(lane)
                .encode(chunk.tokens(), batch.promptLengths(chunk.rows()), dropping.of(rows))
                .to(torch.ScalarType.Float);
    }

    /** What a step drops, for any rows of it. */
    record Dropping(double rate, long seed, long step) {
        static final Dropping NONE = new Dropping(0, 0, 0);

        Dropout of(long[] rows) {
            return rate == 0 ? Dropout.NONE : new Dropout(rate, seed, step, rows);
        }
    }

    /** What another thread threw, with the trace of the thread that waited for it. */
    static RuntimeException unwrapped(ExecutionException e) {
        if (e.getCause() instanceof RuntimeException cause) {
            cause.addSuppressed(new IllegalStateException("while waiting for another thread"));
            return cause;
        }
        return new IllegalStateException("work in another thread failed", e);
    }

    @Override
    public void close() {
        threads.shutdown();
        encoders.stream().skip(1).forEach(TransformerEncoder::close);
    }
}
