package dev.isogloss.train;

/** A step whose texts are token ids already. */
interface PreparedStep {
    /** From 0. */
    int epoch();

    /** Code of the step's language, or {@code mixed}. */
    String language();

    /** Tokens that are encoded. */
    long tokenCount();
}
