package dev.isogloss.mine;

import java.util.List;

/**
 * Keeps the best candidates as they come: no defence against false negatives at all, the baseline of every comparison.
 *
 * @param k how many, at least 1
 */
public record NaiveTopK(int k) implements MiningStage {
    public NaiveTopK {
        if (k < 1) {
            throw new IllegalArgumentException("k must be at least 1 (got: " + k + ")");
        }
    }

    @Override
    public String name() {
        return "naive-top-k";
    }

    @Override
    public String describe() {
        return name() + "(k=" + k + ")";
    }

    @Override
    public Candidates apply(Candidates candidates, Scorers scorers) {
        List<Dropped> leaving = candidates.candidates().stream()
                .skip(k)
                .map(candidate -> new Dropped(candidate.passage(), name(), "below the first " + k, candidate.score()))
                .toList();
        return candidates.without(leaving);
    }
}
