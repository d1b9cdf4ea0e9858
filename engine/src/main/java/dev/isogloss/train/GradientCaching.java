package dev.isogloss.train;

/** When a step encodes twice to keep one chunk's graph at a time instead of the whole batch's. The gradients are the same. */
public enum GradientCaching {
    ALWAYS,
    NEVER,
    /** Only where the batch does not fit into one chunk. */
    AUTO
}
