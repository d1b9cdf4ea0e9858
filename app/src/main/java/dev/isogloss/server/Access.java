package dev.isogloss.server;

import dev.isogloss.io.BadInputException;
import java.util.Arrays;
import java.util.Locale;

/** What a route asks of a caller, and what a key allows; each includes those before it. */
public enum Access {
    /** Nobody is asked for a key. */
    OPEN,
    /** Search, passages, vectors. */
    READ,
    /** Changes of what is indexed. */
    WRITE,
    /** What the server does and who asks it. */
    ADMIN;

    /** The role of a word in a file of keys: {@code read}, {@code write} or {@code admin}. */
    public static Access role(String word) {
        return Arrays.stream(values())
                .filter(access -> access != OPEN && access.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new BadInputException("a key's role is read, write or admin (got: " + word + ")"));
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean includes(Access other) {
        return compareTo(other) >= 0;
    }
}
