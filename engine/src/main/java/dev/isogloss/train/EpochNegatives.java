package dev.isogloss.train;

import dev.isogloss.batch.BatchPlan;
import dev.isogloss.batch.PlanExample;
import dev.isogloss.data.Key;
import dev.isogloss.data.Negative;
import dev.isogloss.data.TrainingExample;
import java.util.ArrayList;
import java.util.List;

/** The negatives that an example brings in an epoch; over the epochs all of them take turns. */
final class EpochNegatives {
    private EpochNegatives() {}

    /** At most {@code count} of the example's negatives. */
    static List<Key> of(TrainingExample example, long seed, int epoch, int count) {
        return chosen(example, example.negatives(), seed, epoch, count);
    }

    /** As {@link #of}, but those that people judged come first. */
    static List<Key> judgedFirst(TrainingExample example, long seed, int epoch, int count) {
        List<Negative> judged = new ArrayList<>();
        List<Negative> others = new ArrayList<>();
        example.negatives()
                .forEach(negative -> (negative.source() instanceof Negative.Judged ? judged : others).add(negative));
        List<Key> first = chosen(example, judged, seed, epoch, count);
        List<Key> negatives = new ArrayList<>(first);
        negatives.addAll(chosen(example, others, seed, epoch, count - first.size()));
        return negatives;
    }

    private static List<Key> chosen(
            TrainingExample example, List<Negative> negatives, long seed, int epoch, int count) {
        PlanExample planned = new PlanExample(
                0,
                example.language(),
                0,
                example.query().key(),
                example.positives(),
                List.of(),
                negatives.stream().map(Negative::passage).toList());
        return BatchPlan.negatives(seed, planned, epoch, count);
    }
}
