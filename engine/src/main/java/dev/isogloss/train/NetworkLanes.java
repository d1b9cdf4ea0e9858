package dev.isogloss.train;

import dev.isogloss.encoder.Network;
import dev.isogloss.tensor.NativeThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/**
 * Computes chunks at the same time: lane k takes chunks k, k + lanes, ... in order and collects gradients of its own, which are
 * added lane by lane. So the sum is the same to the last bit whatever thread was faster and however many processors there are.
 * Each lane uses one native thread.
 *
 * @param <N> what is trained
 */
class NetworkLanes<N extends Network> implements AutoCloseable {
    private final List<N> networks = new ArrayList<>();
    private final ExecutorService threads;

    /**
     * Lanes over one network, which stays the caller's.
     *
     * @param replicas of the network, one less than there are lanes; belong to the lanes
     */
    NetworkLanes(N network, List<N> replicas) {
        networks.add(network);
        networks.addAll(replicas);
        this.threads = Executors.newFixedThreadPool(
                Math.min(networks.size(), Runtime.getRuntime().availableProcessors()),
                work -> Thread.ofPlatform().name("lane").daemon().unstarted(() -> {
                    NativeThreads.set(1);
                    work.run();
                }));
    }

    final int count() {
        return networks.size();
    }

    final N network(int lane) {
        return networks.get(lane);
    }

    /** Runs work for every lane and waits for all of it, also when some fails. */
    final void run(IntConsumer work) {
        List<Future<?>> running = new ArrayList<>();
        for (int lane = 0; lane < networks.size(); lane++) {
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
        networks.stream().skip(1).forEach(Network::close);
    }
}
