package dev.isogloss.dataset;

import java.io.Closeable;
import java.io.IOException;
import java.util.Map;

/** A file of rows that is being written; closing it is what completes it. One per thread. */
public interface RowWriter extends Closeable {
    /** Appends a row: texts, numbers, lists and maps, as the file's {@link RowShape} says. */
    void write(Map<String, Object> row) throws IOException;
}
