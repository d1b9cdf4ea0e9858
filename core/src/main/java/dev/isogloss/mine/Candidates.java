package dev.isogloss.mine;

import dev.isogloss.data.Key;
import dev.isogloss.data.Query;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/**
 * The candidates of one query on their way through the stages; every passage that leaves is listed with its reason.
 *
 * @param positives all passages known to answer the query; at least one
 * @param judgedNegatives passages a person judged irrelevant; no stage filters them
 * @param candidates best fused score first; no passage twice
 * @param dropped in the order of dropping
 * @param known fused scores of those positives and judged negatives that the ensemble found
 * @param knownRanks rank (from 1) of each of these under each retriever that found it, by retriever name
 */
public record Candidates(
        Query query,
        List<Key> positives,
        List<Key> judgedNegatives,
        List<Candidate> candidates,
        List<Dropped> dropped,
        Map<Key, Float> known,
        Map<Key, SortedMap<String, Integer>> knownRanks) {
    /** Candidates of which nobody knows how the members ranked positives. */
    public Candidates(
            Query query,
            List<Key> positives,
            List<Key> judgedNegatives,
            List<Candidate> candidates,
            List<Dropped> dropped,
            Map<Key, Float> known) {
        this(query, positives, judgedNegatives, candidates, dropped, known, Map.of());
    }

    public Candidates {
        positives = List.copyOf(positives);
        judgedNegatives = List.copyOf(judgedNegatives);
        candidates = List.copyOf(candidates);
        dropped = List.copyOf(dropped);
        known = Map.copyOf(known);
        knownRanks = Map.copyOf(knownRanks);
        if (positives.isEmpty()) {
            throw new IllegalArgumentException("query " + query.key() + " has no positive passage to mine for");
        }
        Set<Key> seen = new HashSet<>();
        for (Candidate candidate : candidates) {
            if (!seen.add(candidate.passage())) {
                throw new IllegalArgumentException(
                        "query " + query.key() + " has the candidate " + candidate.passage() + " twice");
            }
        }
    }

    /** What the candidates were found for. */
    MiningQuery asked() {
        return new MiningQuery(query, positives, judgedNegatives);
    }

    /** The passages of the candidates, in their order. */
    public List<Key> passages() {
        return candidates.stream().map(Candidate::passage).toList();
    }

    /** What is left, in the same order, when these passages leave. */
    public Candidates without(List<Dropped> leaving) {
        if (leaving.isEmpty()) {
            return this;
        }
        Set<Key> gone = new HashSet<>();
        leaving.forEach(drop -> gone.add(drop.passage()));
        List<Dropped> all = new ArrayList<>(dropped);
        all.addAll(leaving);
        List<Candidate> left = candidates.stream()
                .filter(candidate -> !gone.contains(candidate.passage()))
                .toList();
        return new Candidates(query, positives, judgedNegatives, left, all, known, knownRanks);
    }

    /** What is left when these candidates turn out to answer the query: they become positives, with the scores they have. */
    public Candidates relabelled(Set<Key> answering) {
        List<Key> all = new ArrayList<>(positives);
        Map<Key, Float> scores = new HashMap<>(known);
        List<Candidate> left = new ArrayList<>();
        for (Candidate candidate : candidates) {
            if (answering.contains(candidate.passage())) {
                all.add(candidate.passage());
                scores.put(candidate.passage(), candidate.score());
            } else {
                left.add(candidate);
            }
        }
        List<Key> answers = all.stream().sorted().distinct().toList();
        return new Candidates(query, answers, judgedNegatives, left, dropped, scores, knownRanks);
    }
}
