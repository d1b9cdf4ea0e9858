package dev.isogloss.mine;

import java.util.List;

/**
 * What a judge says of one passage.
 *
 * @param grade the decision
 * @param votes the single answers it was made of, in the order they were asked for; one for a judge that does not vote
 * @param score how much the judge believes that the passage answers, on its own scale; larger is more, finite
 */
public record Verdict(Grade grade, List<Grade> votes, double score) {
    public Verdict {
        votes = List.copyOf(votes);
        if (!Double.isFinite(score)) {
            throw new IllegalArgumentException("the score of a verdict must be finite (got: " + score + ")");
        }
    }
}
