package dev.isogloss.dataset;

import java.nio.file.Path;

/** Not one row was left to write, so that nothing was written. */
public final class NothingKeptException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NothingKeptException(Path target) {
        super("nothing is left to write to " + target + ": not one row of the input is kept");
    }
}
