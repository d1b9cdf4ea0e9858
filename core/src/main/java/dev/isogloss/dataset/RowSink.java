package dev.isogloss.dataset;

import dev.isogloss.io.Origin;
import java.io.IOException;

/** Takes rows in the order of their file, each with its place. */
@FunctionalInterface
public interface RowSink<T> {
    void accept(T row, Origin origin) throws IOException;
}
