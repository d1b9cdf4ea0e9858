package dev.isogloss.train;

import dev.isogloss.encoder.Dropout;

/** What a step drops, for any rows of it. */
record Dropping(double rate, long seed, long step) {
    static final Dropping NONE = new Dropping(0, 0, 0);

    Dropout of(long[] rows) {
        return rate == 0 ? Dropout.NONE : new Dropout(rate, seed, step, rows);
    }
}
