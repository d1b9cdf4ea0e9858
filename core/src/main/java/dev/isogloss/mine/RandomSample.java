package dev.isogloss.mine;

import dev.isogloss.io.StableHash;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Keeps candidates drawn at random, whatever their rank (mDPR shuffles BM25's first hundred and takes 30: Zhang et al. 2022, arXiv
 * 2204.02363). Which ones depends on the seed, the query and the passages alone; those that stay keep their order.
 *
 * @param n how many at most, at least 1
 */
public record RandomSample(int n, long seed) implements MiningStage {
    public RandomSample {
        if (n < 1) {
            throw new IllegalArgumentException("a random sample must be at least 1 (got: " + n + ")");
        }
    }

    @Override
    public String name() {
        return "random";
    }

    @Override
    public String describe() {
        return name() + "(n=" + n + ", seed=" + seed + ")";
    }

    @Override
    public Candidates apply(Candidates candidates, Scorers scorers) {
        Set<Candidate> drawn = new HashSet<>(candidates.candidates().stream()
                .sorted(Comparator.comparingLong(
                        candidate -> StableHash.of(seed, candidates.query().key() + "\n" + candidate.passage())))
                .limit(n)
                .toList());
        List<Dropped> leaving = candidates.candidates().stream()
                .filter(candidate -> !drawn.contains(candidate))
                .map(candidate ->
                        new Dropped(candidate.passage(), name(), "not among " + n + " drawn", candidate.score()))
                .toList();
        return candidates.without(leaving);
    }
}
