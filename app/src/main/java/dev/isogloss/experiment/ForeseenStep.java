package dev.isogloss.experiment;

/**
 * A step as it would go.
 *
 * @param from the run folder that it would be taken from; empty for other fates
 * @param seconds what the work took where it was done; 0 where it is still to be done
 */
public record ForeseenStep(String name, Fate fate, String from, double seconds) {
    /** What would become of a step. */
    public enum Fate {
        /** It was done before, and would be skipped. */
        DONE,
        /** It was stopped, and would go on. */
        GOES_ON,
        /** Another run has done it, or would have done it before. */
        SHARED,
        /** It would be done. */
        WORKS
    }
}
