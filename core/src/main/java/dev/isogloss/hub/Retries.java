package dev.isogloss.hub;

import java.io.InterruptedIOException;
import java.time.Duration;

/**
 * How often and after what waits a request is made again that failed for a reason that may pass.
 *
 * @param attempts in a row without a byte gained; at least 1
 * @param first wait after the first failure; each further one doubles it
 * @param longest wait, also the longest that a server may ask for
 */
public record Retries(int attempts, Duration first, Duration longest) {
    static final Retries USUAL = new Retries(6, Duration.ofSeconds(1), Duration.ofMinutes(5));

    public Retries {
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts must be at least 1 (got: " + attempts + ")");
        }
    }

    /** The wait after so many failures, from 1. */
    Duration after(int failures) {
        Duration wait = first.multipliedBy(1L << Math.min(failures - 1, 20));
        return wait.compareTo(longest) > 0 ? longest : wait;
    }

    /** Whether it makes sense to ask again, and not too late. */
    boolean allow(HubProblem problem) {
        return problem.mayPass()
                && problem.retryAfter()
                        .filter(wait -> wait.compareTo(longest) > 0)
                        .isEmpty();
    }

    static void sleep(Duration wait) throws InterruptedIOException {
        try {
            Thread.sleep(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException stopped = new InterruptedIOException("stopped while waiting for the hub");
            stopped.initCause(e);
            throw stopped;
        }
    }
}
