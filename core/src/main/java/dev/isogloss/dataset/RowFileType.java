package dev.isogloss.dataset;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/**
 * A kind of file that holds rows. Kinds beyond JSON lines come from other modules, found by {@link java.util.ServiceLoader}. Safe for
 * many threads.
 */
public interface RowFileType {
    /** The word for it, for example {@code parquet}. */
    String word();

    /** Whether a file is of this kind, by its name or first bytes. */
    boolean holds(Path file) throws IOException;

    /** Whether a file's name is one of this kind. */
    boolean isNamed(Path file);

    /** Opens a file at its first row. */
    RowCursor open(Path file) throws IOException;

    /** Begins a file of rows of a shape; closing the writer completes the rows and leaves the stream open. */
    RowWriter writer(OutputStream out, RowShape shape) throws IOException;
}
