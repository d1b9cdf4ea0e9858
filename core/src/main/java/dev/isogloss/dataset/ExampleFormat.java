package dev.isogloss.dataset;

import java.io.IOException;
import java.nio.file.Path;

/** Training examples: each a query with its positives and negatives. */
public non-sealed interface ExampleFormat extends DatasetFormat {
    /**
     * Opens examples.
     *
     * @throws dev.isogloss.io.BadInputException when files are missing
     */
    ExampleFiles open(Path path, BadRows badRows);

    /** Whether the format keeps ids beside texts, or instead of them, so that those that lack one are given one. */
    boolean hasIds();

    /** Whether examples may be written without their texts having been looked up. */
    default boolean writesIdsOnly() {
        return false;
    }

    /**
     * Writes examples, whole or not at all.
     *
     * @param losses told what this format cannot hold
     */
    void write(ExampleFiles from, Path to, Losses losses) throws IOException;
}
