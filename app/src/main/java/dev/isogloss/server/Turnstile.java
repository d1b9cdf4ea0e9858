package dev.isogloss.server;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Semaphore;

/**
 * Lets so many requests be at work or wait, and sends the others away at once: a server that answers some is better than one that
 * answers all too late. Safe for many threads.
 */
final class Turnstile {
    private final int most;
    private final Semaphore room;

    /**
     * An empty one.
     *
     * @param most requests at once, at least 1
     */
    Turnstile(int most) {
        this.most = most;
        this.room = new Semaphore(most);
    }

    /** The handler, which nobody reaches while too many are there: they get status 503 and when to come again. */
    Route.Handler before(Route.Handler handler) {
        return request -> pass(handler, request);
    }

    private Reply pass(Route.Handler handler, Request request) throws IOException {
        if (!room.tryAcquire()) {
            throw new Problem(
                    503, "too many searches wait (at most " + most + "); try again later", Map.of("Retry-After", "1"));
        }
        try {
            return handler.answer(request);
        } finally {
            room.release();
        }
    }

    /** Requests that are at work or wait now. */
    int inside() {
        return most - room.availablePermits();
    }
}
