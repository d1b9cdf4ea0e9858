package dev.isogloss.train;

/** Whether a step encodes in chunks and most of them twice, or everything at once. The gradients are the same. */
public enum GradientCaching {
    /** One chunk's graph a lane at a time. */
    ALWAYS,
    /** The whole batch in one graph, by one lane: the oracle of the other. */
    NEVER
}
