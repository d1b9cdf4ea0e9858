package dev.isogloss.llm;

import java.time.Duration;
import java.util.concurrent.CancellationException;

/** Spaces requests evenly and lets a server that asked for it alone. Safe for many threads. */
final class RequestRate {
    private static final long NANOS_PER_MINUTE = Duration.ofMinutes(1).toNanos();

    private final long spacing;
    private long next = System.nanoTime();

    /** A rate in requests a minute; 0 for no limit. */
    RequestRate(int perMinute) {
        this.spacing = perMinute == 0 ? 0 : NANOS_PER_MINUTE / perMinute;
    }

    /** Waits for the turn of one more request. */
    void await() {
        long turn;
        synchronized (this) {
            long now = System.nanoTime();
            turn = next - now > 0 ? next : now;
            next = turn + spacing;
        }
        sleep(turn - System.nanoTime());
    }

    /** No request is sent for so long, by anyone. */
    synchronized void leaveAlone(Duration pause) {
        long until = System.nanoTime() + pause.toNanos();
        if (until - next > 0) {
            next = until;
        }
    }

    static void sleep(long nanos) {
        if (nanos <= 0) {
            return;
        }
        try {
            Thread.sleep(Duration.ofNanos(nanos));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            var cancelled = new CancellationException("interrupted while waiting for the chat server");
            cancelled.initCause(e);
            throw cancelled;
        }
    }
}
