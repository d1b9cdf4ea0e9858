package dev.isogloss.io;

import java.nio.file.Path;

/**
 * Where a value was read.
 *
 * @param place {@code file:line}, or whatever names the source best
 */
public record Origin(String place) {
    /**
     * A line of a file.
     *
     * @param line from 1
     */
    public static Origin of(Path file, long line) {
        return new Origin(file + ":" + line);
    }

    /** A complaint that begins with this place. */
    public BadInputException error(String message) {
        return new BadInputException(place + ": " + message);
    }

    /** A complaint that begins with this place. */
    public BadInputException error(String message, Throwable cause) {
        return new BadInputException(place + ": " + message, cause);
    }

    @Override
    public String toString() {
        return place;
    }
}
