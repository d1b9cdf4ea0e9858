package dev.isogloss.llm;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** No answer came to one prompt; {@link Kind} says whether asking again may help. Never holds a key. */
public final class ChatFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why there is no answer. */
    public enum Kind {
        /** The server has too much to do (429). */
        BUSY(true),
        /** The server broke (5xx), or what it sent is not an answer. */
        BROKEN(true),
        /** Nothing came in time. */
        TIMEOUT(true),
        /** Not connected, or cut off. */
        CONNECTION(true),
        /** The server does not take this prompt (other 4xx), for instance because it is too long. */
        REFUSED(false);

        private final boolean passing;

        Kind(boolean passing) {
            this.passing = passing;
        }

        /** Whether the same request may be answered later. */
        public boolean isPassing() {
            return passing;
        }
    }

    private final Kind kind;
    private final @Nullable Duration retryAfter;

    ChatFailure(Kind kind, String message, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.retryAfter = retryAfter;
    }

    public ChatFailure(Kind kind, String message) {
        this(kind, message, null, null);
    }

    public Kind kind() {
        return kind;
    }

    /** How long the server wants to be left alone, where it said so. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
