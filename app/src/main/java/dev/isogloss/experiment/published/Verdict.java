package dev.isogloss.experiment.published;

import com.fasterxml.jackson.annotation.JsonValue;

/** How a published figure and ours stand to each other. */
public enum Verdict {
    /** The difference is no greater than expected. */
    WITHIN("within"),
    /** The difference is greater than expected. */
    OUTSIDE("outside"),
    /** Other passages or queries were searched: the two numbers are not of the same kind. */
    OTHER_SCOPE("other scope"),
    /** The figure is of a model that the experiment does not have. */
    OTHER_MODEL("other model"),
    /** The experiment did not measure it. */
    NOT_MEASURED("not measured"),
    /** Published for orientation; no system of ours should reach the same. */
    FOR_ORIENTATION("for orientation");

    private final String word;

    Verdict(String word) {
        this.word = word;
    }

    /** As people and files read it. */
    @JsonValue
    public String word() {
        return word;
    }

    /** Whether two numbers of the same kind were compared. */
    public boolean compares() {
        return this == WITHIN || this == OUTSIDE;
    }
}
