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

    /** Whether the format keeps ids beside texts, so that what lacks an id is given one before it is written. */
    boolean hasIds();

    /** {@link #hasIds} of passages: whether those too. */
    default boolean hasPassageIds() {
        return hasIds();
    }

    /** Whether the trainer that the format is for fails at an example without negatives. */
    default boolean needsNegatives() {
        return false;
    }

    /** Whether the format keeps ids instead of texts: nothing is looked up or given an id before it is written. */
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
