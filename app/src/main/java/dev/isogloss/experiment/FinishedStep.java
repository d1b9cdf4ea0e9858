package dev.isogloss.experiment;

/**
 * A step that a run asked for and has now.
 *
 * @param seconds what the work took where it was done; of a step that was stopped, the last stretch
 * @param worked whether this run did the work, which it did not where it was done before
 * @param shared whether the work was done in another run folder
 */
public record FinishedStep(String name, double seconds, boolean worked, boolean shared) {}
