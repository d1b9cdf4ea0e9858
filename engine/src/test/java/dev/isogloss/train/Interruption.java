package dev.isogloss.train;

import dev.isogloss.io.Progress;

/** Stops a training from inside after some steps of this run, as an exception would. */
final class Interruption implements Progress {
    private final long after;

    Interruption(long after) {
        this.after = after;
    }

    /** The interruption itself. */
    static final class Interrupted extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @Override
    public Task start(String name, long total, String unit) {
        return new Task() {
            private long advanced;
            private boolean begun;

            @Override
            public void advance(long steps) {
                // the first call tells how far an earlier run came
                advanced += begun ? steps : 0;
                begun = true;
                if (advanced >= after) {
                    throw new Interrupted();
                }
            }

            @Override
            public void note(String text) {}

            @Override
            public void close() {}
        };
    }
}
