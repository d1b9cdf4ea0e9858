package dev.isogloss.mine;

import java.util.List;

/**
 * Skips the first candidates, where most false negatives are; the paper skips 10.
 *
 * @param n how many, at least 0
 */
public record Shift(int n) implements MiningStage {
    public Shift {
        if (n < 0) {
            throw new IllegalArgumentException("a shift must be at least 0 (got: " + n + ")");
        }
    }

    /** The paper's value. */
    public static Shift paper() {
        return new Shift(10);
    }

    @Override
    public String name() {
        return "shift";
    }

    @Override
    public String describe() {
        return name() + "(n=" + n + ")";
    }

    @Override
    public Candidates apply(Candidates candidates, Scorers scorers) {
        List<Dropped> leaving = candidates.candidates().stream()
                .limit(n)
                .map(candidate -> new Dropped(candidate.passage(), name(), "among the first " + n, candidate.score()))
                .toList();
        return candidates.without(leaving);
    }
}
