package dev.isogloss.train;

/** A step whose texts are token ids already. */
interface PreparedStep {
    /** From 0. */
    int epoch();

    /** The further training set that the step is of; empty for the main collection. */
    default String set() {
        return "";
    }

    /** Code of the step's language, or {@code mixed}. */
    String language();

    /** Tokens that are encoded. */
    long tokenCount();
}
