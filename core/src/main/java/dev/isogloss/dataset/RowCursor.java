package dev.isogloss.dataset;

import dev.isogloss.io.JsonLine;
import dev.isogloss.io.Origin;
import java.io.Closeable;
import java.io.IOException;

/** The rows of one file, one after the other, each a JSON object whatever the file is made of. One per thread. */
public interface RowCursor extends Closeable {
    /** Goes to the next row; false after the last. */
    boolean advance() throws IOException;

    /** Where the current row is. */
    Origin origin();

    /** The current row as the file has it, or as near as can be. */
    String raw();

    /**
     * The current row.
     *
     * @throws dev.isogloss.io.BadInputException when it cannot be read; the next one may be fine
     */
    JsonLine row();
}
