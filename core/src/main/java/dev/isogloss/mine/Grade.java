package dev.isogloss.mine;

/** How far a passage answers a query, on the scale of the method. */
public enum Grade {
    /** 0: does not answer; a good negative. */
    IRRELEVANT,
    /** 1: answers in part. */
    PARTIAL,
    /** 2: answers; a false negative. */
    RELEVANT,
    /** The judge could not say. */
    UNDECIDED
}
