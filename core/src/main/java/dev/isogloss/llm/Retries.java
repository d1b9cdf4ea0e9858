package dev.isogloss.llm;

import dev.isogloss.io.StableHash;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * How often and how long apart a request is sent again.
 *
 * @param attempts requests for one answer, at least 1
 * @param first the pause after the first failure; it doubles each time
 * @param longest no pause is longer, unless the server asks for it
 * @param seed of the jitter that keeps requests from coming back all at once
 */
public record Retries(int attempts, Duration first, Duration longest, long seed) {
    /** Six attempts within about half a minute. */
    public static final Retries DEFAULT = new Retries(6, Duration.ofSeconds(1), Duration.ofSeconds(30), 0);

    public Retries {
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts must be at least 1 (got: " + attempts + ")");
        }
        if (first.isNegative() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException("pauses must be at least 0 and the longest not below the first (got: "
                    + first + ", " + longest + ")");
        }
    }

    /**
     * The pause after a failed attempt: between one half and the whole of what the doubling gives, the same for the same request
     * and seed.
     *
     * @param attempt the one that failed, from 1
     */
    Duration pause(int attempt, RequestKey key) {
        double doubled = first.toNanos() * Math.pow(2, attempt - 1);
        double capped = Math.min(doubled, longest.toNanos());
        double share = new SplittableRandom(StableHash.of(seed + attempt, key.sha256())).nextDouble(0.5, 1);
        return Duration.ofNanos(Math.round(capped * share));
    }
}
