package dev.isogloss.mine;

import dev.isogloss.data.Key;
import java.util.ArrayList;
import java.util.List;

/**
 * How suspicious a rule finds passages about which people have spoken.
 *
 * @param negatives suspicions of passages that were judged irrelevant: dropping them is wrong
 * @param positives suspicions of known answers, each held against the query's other positives as if nobody had judged it: what a
 *     false negative looks like, so dropping them is right
 */
public record RuleSamples(List<Double> negatives, List<Double> positives) {
    public RuleSamples {
        negatives = List.copyOf(negatives);
        positives = List.copyOf(positives);
    }

    /** Reads the rule off every judged passage of these queries; queries with one positive give no positive samples. */
    public static RuleSamples of(ScoreRule rule, List<MiningQuery> queries, Scorers scorers) {
        PassageScorer scorer = scorers.named(rule.scorer());
        List<Double> negatives = new ArrayList<>();
        List<Double> positives = new ArrayList<>();
        for (MiningQuery query : queries) {
            if (!query.judgedNegatives().isEmpty()) {
                double[] suspicions = rule.read(query.query(), query.positives(), query.judgedNegatives(), scorer)
                        .suspicions();
                for (double suspicion : suspicions) {
                    negatives.add(suspicion);
                }
            }
            if (query.positives().size() > 1) {
                for (Key hidden : query.positives()) {
                    List<Key> others = query.positives().stream()
                            .filter(key -> !key.equals(hidden))
                            .toList();
                    positives.add(rule.read(query.query(), others, List.of(hidden), scorer)
                            .suspicions()[0]);
                }
            }
        }
        return new RuleSamples(negatives, positives);
    }

    /** How many judged negatives a threshold would wrongly drop. */
    public long wronglyDropped(double threshold) {
        return negatives.stream().filter(suspicion -> suspicion > threshold).count();
    }

    /** How many hidden positives a threshold would catch. */
    public long caught(double threshold) {
        return positives.stream().filter(suspicion -> suspicion > threshold).count();
    }
}
