package dev.isogloss.io;

import java.io.IOException;

/** Takes a value and may fail on the file system. */
@FunctionalInterface
public interface ThrowingConsumer<T> {
    void accept(T value) throws IOException;
}
