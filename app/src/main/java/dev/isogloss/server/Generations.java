package dev.isogloss.server;

import dev.isogloss.io.BadInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a server answers from, exchanged while it answers: a request that began stays with what it began with, which is closed when the
 * last of them ends. Safe for many threads.
 */
final class Generations implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Generations.class);

    private final Function<Services, Dispatcher> dispatchers;
    private final ReentrantLock exchanges = new ReentrantLock();
    private final Generation first;
    private volatile Generation current;

    /** @param first closed here once it is exchanged, else by whoever opened it; both do no harm */
    Generations(Services first, Function<Services, Dispatcher> dispatchers) {
        this.dispatchers = dispatchers;
        this.first = new Generation(first, dispatchers.apply(first));
        this.current = this.first;
    }

    /** Services, and how many requests are at work in them. */
    static final class Generation implements AutoCloseable {
        private final Services services;
        private final Dispatcher dispatcher;
        private int users;
        private boolean retired;

        private Generation(Services services, Dispatcher dispatcher) {
            this.services = services;
            this.dispatcher = dispatcher;
        }

        Dispatcher dispatcher() {
            return dispatcher;
        }

        private synchronized boolean enter() {
            users += retired ? 0 : 1;
            return !retired;
        }

        /** Ends a request. */
        @Override
        public void close() {
            leave(false);
        }

        private void leave(boolean retire) {
            boolean last;
            synchronized (this) {
                users -= retire ? 0 : 1;
                retired |= retire;
                last = retired && users == 0;
            }
            if (last) {
                try {
                    services.close();
                } catch (IOException | RuntimeException e) {
                    LOG.warn("what was served before could not be closed", e);
                }
            }
        }
    }

    /** Begins a request; to be closed when it ends. */
    Generation enter() {
        while (true) {
            Generation now = current;
            if (now.enter()) {
                return now;
            }
            if (now == current) {
                throw new IllegalStateException("the server is closed");
            }
        }
    }

    /**
     * Opens everything anew, and lets new requests be answered from that.
     *
     * @throws Problem with status 409 when it cannot be opened, or is being exchanged already; all stays as it is then
     */
    Services exchange() throws IOException {
        if (!exchanges.tryLock()) {
            throw new Problem(409, "the index is being opened anew already; wait for that");
        }
        Optional<Services> unused = Optional.empty();
        try {
            Generation before = current;
            Services next = opened(before.services);
            unused = Optional.of(next);
            Generation after = new Generation(next, dispatchers.apply(next));
            before.services.handOver(next, () -> current = after);
            unused = Optional.empty();
            before.leave(true);
            return next;
        } catch (BadInputException e) {
            throw new Problem(409, "the index stays as it is: " + e.getMessage());
        } finally {
            exchanges.unlock();
            if (unused.isPresent()) {
                unused.get().close();
            }
        }
    }

    /** Whatever is not there or cannot be read is as little a fault of this server as a wrong file is. */
    private static Services opened(Services before) {
        try {
            return before.openAgain();
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("what is served could not be opened anew", e);
            throw new BadInputException("what is to be served cannot be read ("
                    + (e instanceof UncheckedIOException unchecked ? unchecked.getCause() : e) + ")");
        }
    }

    /** Ends what was opened here, once its requests have ended. */
    @Override
    public void close() {
        if (current != first) {
            current.leave(true);
        }
    }
}
