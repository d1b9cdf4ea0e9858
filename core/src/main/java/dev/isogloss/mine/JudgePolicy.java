package dev.isogloss.mine;

/** What becomes of a candidate by its grade. */
public enum JudgePolicy {
    /** Only candidates that do not answer at all stay; the paper's choice. */
    KEEP_IRRELEVANT,
    /** Only candidates that answer fully leave. */
    DROP_RELEVANT,
    /** Candidates that answer fully become positives (RLHN, arXiv 2505.16967); those that answer in part leave. */
    RELABEL_RELEVANT;

    /** Whether a candidate of this grade stays a candidate. */
    boolean keeps(Grade grade, boolean keepUndecided) {
        return switch (grade) {
            case IRRELEVANT -> true;
            case PARTIAL -> this == DROP_RELEVANT;
            case RELEVANT -> false;
            case UNDECIDED -> keepUndecided;
        };
    }
}
