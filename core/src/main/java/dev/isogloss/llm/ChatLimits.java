package dev.isogloss.llm;

/**
 * How hard a server is pressed.
 *
 * @param inFlight requests that wait for an answer at one time, 1 .. 4096
 * @param perMinute requests sent in a minute, evenly spaced; 0 for no limit
 */
public record ChatLimits(int inFlight, int perMinute) {
    /** 32 in flight at any rate. */
    public static final ChatLimits DEFAULT = new ChatLimits(32, 0);

    public ChatLimits {
        if (inFlight < 1 || inFlight > 4096) {
            throw new IllegalArgumentException("inFlight must be 1 .. 4096 (got: " + inFlight + ")");
        }
        if (perMinute < 0) {
            throw new IllegalArgumentException("perMinute must be at least 0 (got: " + perMinute + ")");
        }
    }
}
