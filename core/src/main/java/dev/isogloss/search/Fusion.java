package dev.isogloss.search;

import dev.isogloss.data.Hit;
import dev.isogloss.data.Key;
import dev.isogloss.data.Ranking;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** How the rankings of several retrievers become one. */
public sealed interface Fusion {
    /** Normalised scores, every member with the same weight. */
    Fusion DEFAULT = new WeightedSum(Map.of());

    /** At least so many hits of each member take part, even where fewer fused ones are wanted. */
    int MEMBER_DEPTH = 100;

    /**
     * Fuses the members' rankings of one query.
     *
     * @param members rankings by the name of their retriever
     * @param depth how many hits at most, at least 1
     * @return hits that at least one member has
     */
    Ranking fuse(Key query, SortedMap<String, Ranking> members, int depth);

    /**
     * The weighted mean of the members' scores. The scores of a member are first stretched to 0 .. 1 per query: {@code (score -
     * min) / (max - min)} over the member's own first {@link #MEMBER_DEPTH} hits (or {@code depth}, when that is more). A passage
     * that a member did not retrieve has 0 there; hits that all have one score have 1.
     *
     * @param weights weight above 0 by name of the member; empty means that all weigh the same
     */
    record WeightedSum(Map<String, Double> weights) implements Fusion {
        public WeightedSum {
            weights = Collections.unmodifiableSortedMap(new TreeMap<>(weights));
            weights.forEach((name, weight) -> {
                if (!(weight > 0 && Double.isFinite(weight))) {
                    throw new IllegalArgumentException(
                            "the weight of " + name + " must be above 0 and finite (got: " + weight + ")");
                }
            });
        }

        @Override
        public Ranking fuse(Key query, SortedMap<String, Ranking> members, int depth) {
            double total = members.keySet().stream().mapToDouble(this::weight).sum();
            Votes votes = new Votes();
            members.forEach((name, ranking) -> {
                List<Hit> hits = ranking.cut(Math.max(depth, MEMBER_DEPTH)).hits();
                if (hits.isEmpty()) {
                    return;
                }
                double share = weight(name) / total;
                double least = hits.getLast().score();
                double span = hits.getFirst().score() - least;
                for (Hit hit : hits) {
                    votes.add(hit.passage(), share * (span > 0 ? (hit.score() - least) / span : 1.0));
                }
            });
            return votes.ranking(query, depth);
        }

        private double weight(String member) {
            Double weight = weights.isEmpty() ? Double.valueOf(1.0) : weights.get(member);
            if (weight == null) {
                throw new IllegalArgumentException(
                        "no weight for the retriever " + member + "; weights are given for " + weights.keySet());
            }
            return weight;
        }
    }

    /**
     * The sum of {@code 1 / (k + rank)} over the members, rank from 1: Cormack, Clarke and Buettcher, SIGIR 2009
     * (https://doi.org/10.1145/1571941.1572114).
     *
     * @param k how flat: larger makes the first ranks count less; at least 1, usually 60
     */
    record ReciprocalRank(int k) implements Fusion {
        public ReciprocalRank {
            if (k < 1) {
                throw new IllegalArgumentException("k must be at least 1 (got: " + k + ")");
            }
        }

        @Override
        public Ranking fuse(Key query, SortedMap<String, Ranking> members, int depth) {
            Votes votes = new Votes();
            for (Ranking ranking : members.values()) {
                int rank = 0;
                for (Hit hit : ranking.cut(Math.max(depth, MEMBER_DEPTH)).hits()) {
                    rank++;
                    votes.add(hit.passage(), 1.0 / (k + rank));
                }
            }
            return votes.ranking(query, depth);
        }
    }

    /** What the members say of each passage; the sum does not depend on the order in which they said it. */
    final class Votes {
        private final Map<Key, List<Double>> votes = new HashMap<>();

        private Votes() {}

        private void add(Key passage, double vote) {
            votes.computeIfAbsent(passage, absent -> new ArrayList<>(2)).add(vote);
        }

        private Ranking ranking(Key query, int depth) {
            List<Hit> hits = new ArrayList<>(votes.size());
            // Floating-point sums depend on their order: the smallest first, whoever said it.
            votes.forEach((passage, parts) -> hits.add(new Hit(passage, (float)
                    parts.stream().sorted().reduce(0.0, Double::sum).doubleValue())));
            return Ranking.of(query, hits, depth);
        }
    }
}
