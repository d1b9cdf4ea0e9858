package dev.isogloss.io;

import org.jspecify.annotations.Nullable;

/** The user gave something that cannot be worked with: the message says what, where, got and what would work. Exit code 2. */
public final class BadInputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BadInputException(String message) {
        super(message);
    }

    public BadInputException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
