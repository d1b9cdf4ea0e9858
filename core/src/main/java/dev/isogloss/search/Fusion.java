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
     * that a member did not retrieve has 0 there; hits that all have one score have 1. A member of weight 0 is left out.
     *
     * @param weights weight, at least 0, by name of the member, one of them above 0; empty means that all weigh the same
     */
    record WeightedSum(Map<String, Double> weights) implements Fusion {
        public WeightedSum {
            weights = checked(weights);
        }

        @Override
        public Ranking fuse(Key query, SortedMap<String, Ranking> members, int depth) {
            double total = members.keySet().stream()
                    .mapToDouble(name -> weight(weights, name))
                    .sum();
            Votes votes = new Votes();
            members.forEach((name, ranking) -> {
                List<Hit> hits = ranking.cut(Math.max(depth, MEMBER_DEPTH)).hits();
                double weight = weight(weights, name);
                if (hits.isEmpty() || weight == 0) {
                    return;
                }
                double share = weight / total;
                double least = hits.getLast().score();
                double span = hits.getFirst().score() - least;
                for (Hit hit : hits) {
                    votes.add(hit.passage(), share * (span > 0 ? (hit.score() - least) / span : 1.0));
                }
            });
            return votes.ranking(query, depth);
        }
    }

    /**
     * The sum of {@code weight / (k + rank)} over the members, rank from 1: Cormack, Clarke and Buettcher, SIGIR 2009
     * (https://doi.org/10.1145/1571941.1572114), who have no weights. A member of weight 0 is left out.
     *
     * @param k how flat: larger makes the first ranks count less; at least 1, usually 60
     * @param weights weight, at least 0, by name of the member, one of them above 0; empty means that all weigh 1
     */
    record ReciprocalRank(int k, Map<String, Double> weights) implements Fusion {
        /** The fusion as published: every member weighs 1. */
        public ReciprocalRank(int k) {
            this(k, Map.of());
        }

        public ReciprocalRank {
            weights = checked(weights);
            if (k < 1) {
                throw new IllegalArgumentException("k must be at least 1 (got: " + k + ")");
            }
        }

        @Override
        public Ranking fuse(Key query, SortedMap<String, Ranking> members, int depth) {
            Votes votes = new Votes();
            members.forEach((name, ranking) -> {
                double weight = weight(weights, name);
                if (weight == 0) {
                    return;
                }
                int rank = 0;
                for (Hit hit : ranking.cut(Math.max(depth, MEMBER_DEPTH)).hits()) {
                    rank++;
                    votes.add(hit.passage(), weight / (k + rank));
                }
            });
            return votes.ranking(query, depth);
        }
    }

    private static Map<String, Double> checked(Map<String, Double> weights) {
        weights.forEach((name, weight) -> {
            if (!(weight >= 0 && Double.isFinite(weight))) {
                throw new IllegalArgumentException(
                        "the weight of " + name + " must be at least 0 and finite (got: " + weight + ")");
            }
        });
        if (!weights.isEmpty() && weights.values().stream().noneMatch(weight -> weight > 0)) {
            throw new IllegalArgumentException("one of the weights must be above 0 (got: " + weights + ")");
        }
        return Collections.unmodifiableSortedMap(new TreeMap<>(weights));
    }

    private static double weight(Map<String, Double> weights, String member) {
        Double weight = weights.isEmpty() ? Double.valueOf(1.0) : weights.get(member);
        if (weight == null) {
            throw new IllegalArgumentException(
                    "no weight for the retriever " + member + "; weights are given for " + weights.keySet());
        }
        return weight;
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
