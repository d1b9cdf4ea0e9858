package dev.isogloss.mine;

import dev.isogloss.data.Hit;
import dev.isogloss.data.Key;
import dev.isogloss.data.Query;
import dev.isogloss.data.Ranking;
import dev.isogloss.search.Retriever;
import dev.isogloss.search.SearchScope;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Learns what the members of an ensemble weigh: the weights with which known answers stand highest among what the members rank.
 *
 * <p>Coordinate ascent from equal weights: one member after the other, in the order of names, takes the weight of {@link #GRID}
 * that raises the mean nDCG@10 over queries most (of equal ones the current, then the first), until a whole round changes
 * nothing. So learned weights are never worse than equal ones on the queries they are learned on, and the order of members does
 * not matter.
 *
 * @param fusion the fusion with given weights
 * @param memberDepth hits asked of every member, at least 10
 */
public record WeightSearch(Function<Map<String, Double>, CandidateFusion> fusion, int memberDepth) {
    /** The weights that are tried; 0 leaves a member out. */
    static final List<Double> GRID = List.of(0.0, 0.25, 0.5, 1.0, 2.0, 4.0);

    private static final int CUT = 10;
    private static final int ROUNDS = 5;
    private static final double LEAST_GAIN = 1e-9;

    public WeightSearch {
        if (memberDepth < CUT) {
            throw new IllegalArgumentException(
                    "members must be asked for at least " + CUT + " hits (got: " + memberDepth + ")");
        }
    }

    /**
     * What the members rank for some queries; kept, because every combination of weights is tried on it.
     *
     * @param positives known answers of each query
     * @param rankings of each query, in the same order, by the name of the member
     */
    public record Sample(List<Set<Key>> positives, List<SortedMap<String, Ranking>> rankings) {}

    /** Asks the members about queries in their own languages. */
    public Sample ask(List<Retriever> members, List<MiningQuery> queries) {
        List<Query> texts = queries.stream().map(MiningQuery::query).toList();
        List<SortedMap<String, Ranking>> rankings = new ArrayList<>();
        texts.forEach(query -> rankings.add(new TreeMap<>()));
        for (Retriever member : members) {
            List<Ranking> found = member.retrieve(texts, new SearchScope.OwnLanguage(), memberDepth);
            for (int i = 0; i < texts.size(); i++) {
                rankings.get(i).put(member.name(), found.get(i));
            }
        }
        List<Set<Key>> positives = new ArrayList<>();
        queries.forEach(query -> positives.add(new HashSet<>(query.positives())));
        return new Sample(positives, rankings);
    }

    /** Equal weights, with which the search begins. */
    public static SortedMap<String, Double> equal(List<Retriever> members) {
        SortedMap<String, Double> weights = new TreeMap<>();
        members.forEach(member -> weights.put(member.name(), 1.0));
        return weights;
    }

    /** The best weights found from a start. */
    public SortedMap<String, Double> learn(SortedMap<String, Double> start, Sample sample) {
        SortedMap<String, Double> best = new TreeMap<>(start);
        double bestQuality = quality(best, sample);
        boolean changed = best.size() > 1;
        for (int round = 0; round < ROUNDS && changed; round++) {
            changed = false;
            for (String member : start.keySet()) {
                SortedMap<String, Double> before = new TreeMap<>(best);
                for (double weight : GRID) {
                    SortedMap<String, Double> tried = new TreeMap<>(before);
                    tried.put(member, weight);
                    boolean anything = tried.values().stream().anyMatch(each -> each > 0);
                    double quality = anything ? quality(tried, sample) : 0;
                    if (quality > bestQuality + LEAST_GAIN) {
                        bestQuality = quality;
                        best = tried;
                        changed = true;
                    }
                }
            }
        }
        return best;
    }

    /** The mean nDCG@10 of known answers under some weights; 0 for no queries. */
    public double quality(Map<String, Double> weights, Sample sample) {
        CandidateFusion fused = fusion.apply(weights);
        double[] values = IntStream.range(0, sample.rankings().size())
                .parallel()
                .mapToDouble(i -> gain(fused, sample, i))
                .toArray();
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return values.length == 0 ? 0 : sum / values.length;
    }

    /** The nDCG@10 of one query, every known answer of gain 1. */
    private static double gain(CandidateFusion fusion, Sample sample, int query) {
        SortedMap<String, Ranking> members = sample.rankings().get(query);
        Set<Key> positives = sample.positives().get(query);
        Ranking fused = fusion.fuse(members.values().iterator().next().query(), members, CUT);
        double gain = 0;
        double ideal = 0;
        List<Hit> hits = fused.hits();
        for (int rank = 1; rank <= CUT; rank++) {
            double discount = Math.log(2) / Math.log(rank + 1);
            if (rank <= hits.size() && positives.contains(hits.get(rank - 1).passage())) {
                gain += discount;
            }
            if (rank <= positives.size()) {
                ideal += discount;
            }
        }
        return gain / ideal;
    }
}
