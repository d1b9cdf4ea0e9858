package dev.isogloss.dataset;

import java.io.IOException;
import java.nio.file.Path;

/** Passages, queries and judgments, each by itself. */
public non-sealed interface CollectionFormat extends DatasetFormat {
    /**
     * Opens a collection.
     *
     * @throws dev.isogloss.io.BadInputException when files are missing
     */
    CollectionFiles open(Path path, BadRows badRows);

    /**
     * Writes a collection, whole or not at all.
     *
     * @param to must not be there, or be an empty folder
     * @param losses told what this format cannot hold
     */
    void write(CollectionFiles from, Path to, Losses losses) throws IOException;
}
