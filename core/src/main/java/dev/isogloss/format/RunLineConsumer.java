package dev.isogloss.format;

/** Takes one line of a run as the file spells it. */
@FunctionalInterface
public interface RunLineConsumer {
    void accept(String query, String passage, float score);
}
