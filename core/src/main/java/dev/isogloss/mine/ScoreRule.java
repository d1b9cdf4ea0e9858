package dev.isogloss.mine;

import dev.isogloss.data.Key;
import dev.isogloss.data.Query;
import java.util.ArrayList;
import java.util.List;

/**
 * A stage that drops a candidate when one scorer finds it too much like an answer. Every such rule is a suspicion, which grows
 * with the candidate's raw score, and a threshold it must not exceed; so every rule can be calibrated and checked the same way.
 */
public sealed interface ScoreRule extends MiningStage permits Absolute, MarginPos, PercPos, Similarity {
    /** The one scorer whose raw scores the rule uses; never fused ones. */
    String scorer();

    /** The largest suspicion that is kept. */
    double threshold();

    /** The same rule with another threshold. */
    ScoreRule withThreshold(double threshold);

    /** Why this rule drops, in the same words for every drop. */
    String reason();

    /**
     * What the rule reads off passages of a query.
     *
     * @param positives at least one
     */
    Reading read(Query query, List<Key> positives, List<Key> passages, PassageScorer scorer);

    /**
     * Raw scores and suspicions of some passages.
     *
     * @param scores the scorer's raw score a passage
     * @param suspicions how much each looks like an answer, on the rule's own scale
     * @param positive the raw score that stands for the positives; NaN where similarities are compared with no score
     */
    record Reading(float[] scores, double[] suspicions, double positive) {}

    @Override
    default Candidates apply(Candidates candidates, Scorers scorers) {
        if (candidates.candidates().isEmpty()) {
            return candidates;
        }
        List<Key> passages = candidates.passages();
        Reading reading = read(candidates.query(), candidates.positives(), passages, scorers.named(scorer()));
        List<Dropped> leaving = new ArrayList<>();
        for (int i = 0; i < passages.size(); i++) {
            if (reading.suspicions()[i] > threshold()) {
                leaving.add(new Dropped(passages.get(i), name(), reason(), reading.scores()[i]));
            }
        }
        return candidates.without(leaving);
    }

    /** The score that stands for the positives: the smallest, so that a passage as good as any known answer is suspect. */
    static double positiveScore(Query query, List<Key> positives, PassageScorer scorer) {
        double smallest = Double.POSITIVE_INFINITY;
        for (float score : scorer.score(query, positives)) {
            smallest = Math.min(smallest, score);
        }
        return smallest;
    }
}
