package dev.isogloss.mine;

import dev.isogloss.io.StableHash;
import dev.isogloss.llm.Sampling;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How a language model judges.
 *
 * @param withPositive whether it is shown a positive as standard answer, where there is one
 * @param votes how each vote is drawn, at least one
 * @param retries how often an unusable answer is asked for again with another seed, 0 .. 10
 * @param maxNewTokens of an answer; models that think before they speak need many
 * @param longestPassage code points of a passage or a standard answer that are shown, at least 1
 * @param seed of all seeds that are sent
 */
public record LlmJudgeSettings(
        boolean withPositive, List<Vote> votes, int retries, int maxNewTokens, int longestPassage, long seed) {
    /** The method's four votes. */
    public static final LlmJudgeSettings DEFAULT = new LlmJudgeSettings(
            true,
            List.of(new Vote(0.7, 0.4), new Vote(0.8, 0.6), new Vote(0.9, 0.8), new Vote(0.8, 0.4)),
            2,
            64,
            4000,
            0);

    public LlmJudgeSettings {
        votes = List.copyOf(votes);
        if (votes.isEmpty()) {
            throw new IllegalArgumentException("votes must be at least one (got: none)");
        }
        if (retries < 0 || retries > 10) {
            throw new IllegalArgumentException("retries must be 0 .. 10 (got: " + retries + ")");
        }
        if (maxNewTokens < 1) {
            throw new IllegalArgumentException("maxNewTokens must be at least 1 (got: " + maxNewTokens + ")");
        }
        if (longestPassage < 1) {
            throw new IllegalArgumentException("longestPassage must be at least 1 (got: " + longestPassage + ")");
        }
    }

    /** How the answer of one vote is drawn. */
    public record Vote(double topP, double temperature) {
        public Vote {
            new Sampling(topP, temperature, 1, 0);
        }
    }

    /** The same without standard answers. */
    public LlmJudgeSettings withoutPositive() {
        return new LlmJudgeSettings(false, votes, retries, maxNewTokens, longestPassage, seed);
    }

    /**
     * What is sent for one vote.
     *
     * @param attempt 0 for the first
     */
    Sampling sampling(int vote, int attempt) {
        long hash = StableHash.of(seed, "vote " + vote + " attempt " + attempt);
        return new Sampling(votes.get(vote).topP(), votes.get(vote).temperature(), maxNewTokens, (int) (hash >>> 33));
    }

    String describe() {
        return "votes="
                + votes.stream()
                        .map(vote -> vote.topP() + "/" + vote.temperature())
                        .collect(Collectors.joining(" "))
                + ", retries=" + retries + ", tokens=" + maxNewTokens + ", passage=" + longestPassage + ", seed="
                + seed;
    }
}
