package dev.isogloss.format;

import dev.isogloss.data.Judgments;
import dev.isogloss.data.Key;
import dev.isogloss.data.Query;
import dev.isogloss.format.CollectionReport.EqualQueries;
import dev.isogloss.format.CollectionReport.Overlap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds what a training split and a held-out split share: such queries say little about how well something was learned. */
public final class SplitOverlap {
    private SplitOverlap() {}

    /** Equal queries in the order of the training queries, and how many relevant passages recur. */
    public static Overlap between(
            String trainingName,
            List<Query> training,
            Judgments trainingJudgments,
            String heldOutName,
            List<Query> heldOut,
            Judgments heldOutJudgments) {
        Set<Key> trainingPositives = positives(trainingJudgments);
        Set<Key> heldOutPositives = positives(heldOutJudgments);
        int shared = (int)
                heldOutPositives.stream().filter(trainingPositives::contains).count();
        return new Overlap(trainingName, heldOutName, equalQueries(training, heldOut), shared, heldOutPositives.size());
    }

    /** Pairs of equal queries, whatever their languages; queries of nothing but punctuation equal none. */
    public static List<EqualQueries> equalQueries(List<Query> training, List<Query> heldOut) {
        Map<String, List<Query>> byText = new HashMap<>();
        for (Query query : heldOut) {
            byText.computeIfAbsent(QueryNormalizer.normalize(query.text()), text -> new ArrayList<>())
                    .add(query);
        }
        byText.remove("");
        List<EqualQueries> pairs = new ArrayList<>();
        for (Query query : training) {
            for (Query equal : byText.getOrDefault(QueryNormalizer.normalize(query.text()), List.of())) {
                pairs.add(new EqualQueries(query.key(), equal.key(), query.text()));
            }
        }
        return List.copyOf(pairs);
    }

    /** Every passage that is relevant to some query. */
    public static Set<Key> positives(Judgments judgments) {
        Set<Key> positives = new HashSet<>();
        judgments.queries().forEach(query -> positives.addAll(judgments.positives(query)));
        return positives;
    }
}
