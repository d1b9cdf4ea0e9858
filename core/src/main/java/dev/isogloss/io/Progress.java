package dev.isogloss.io;

/** Tells a waiting person how far a long step is. One per process; tasks are safe for many threads. */
public interface Progress {
    /** Says nothing. */
    Progress SILENT = (name, total, unit) -> new Task() {
        @Override
        public void advance(long steps) {}

        @Override
        public void note(String text) {}

        @Override
        public void close() {}
    };

    /**
     * Starts a task.
     *
     * @param total units to do, or -1 when unknown
     * @param unit what is counted, in the plural, for example {@code passages}
     */
    Task start(String name, long total, String unit);

    /** A running task; closing it ends its bar. */
    interface Task extends AutoCloseable {
        void advance(long steps);

        /** A short figure shown beside the bar, for example the loss. */
        void note(String text);

        @Override
        void close();
    }
}
