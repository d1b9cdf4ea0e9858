package dev.isogloss.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Training examples on disk, in the order of their files. Streamed; reading again gives the same again. What is wrong with a row goes
 * to {@link BadRows}. One per thread.
 */
public interface ExampleFiles {
    void examples(RowSink<ExampleRow> sink) throws IOException;

    /** Where the texts of ids are, if the format says so. */
    default Optional<CollectionFiles> texts() {
        return Optional.empty();
    }

    /** Every file that is read. */
    List<Path> files();
}
