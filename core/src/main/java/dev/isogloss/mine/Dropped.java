package dev.isogloss.mine;

import dev.isogloss.data.Key;

/**
 * A passage that a stage took out, and why.
 *
 * @param stage the name of the stage, for example {@code perc-pos}
 * @param reason the same words for every drop of one kind, so that they can be counted
 * @param score what the stage judged it by: the raw score of the rule's scorer, or the fused score where a stage goes by rank
 * @param detail what else the stage knows, for example a judge's votes; empty where there is nothing
 */
public record Dropped(Key passage, String stage, String reason, double score, String detail) {
    /** A drop without detail. */
    public Dropped(Key passage, String stage, String reason, double score) {
        this(passage, stage, reason, score, "");
    }
}
