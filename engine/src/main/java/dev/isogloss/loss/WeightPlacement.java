package dev.isogloss.loss;

/** Where the weight omega of an example enters {@link ContrastiveLoss}. */
public enum WeightPlacement {
    /** Nowhere: every example counts 1. */
    NONE,
    /** On the example's loss. */
    LOSS,
    /** On every negative's term inside the example's denominator. */
    DENOMINATOR
}
