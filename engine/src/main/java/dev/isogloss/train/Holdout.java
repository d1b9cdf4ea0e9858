package dev.isogloss.train;

import dev.isogloss.data.TrainingExample;
import dev.isogloss.io.StableHash;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Training queries parted into those to learn from and those to validate with. A query's side depends on its key and the seed
 * alone, so more or fewer queries, or another order, never move it.
 */
public record Holdout(List<TrainingExample> training, List<TrainingExample> validation) {
    public Holdout {
        training = List.copyOf(training);
        validation = List.copyOf(validation);
    }

    /**
     * Parts examples, keeping their order.
     *
     * @param share of the queries to hold out, 0 .. 1 (exclusive)
     */
    public static Holdout of(List<TrainingExample> examples, double share, long seed) {
        if (!(share >= 0 && share < 1)) {
            throw new IllegalArgumentException(
                    "the validation share must be at least 0 and below 1 (got: " + share + ")");
        }
        List<TrainingExample> training = new ArrayList<>();
        List<TrainingExample> validation = new ArrayList<>();
        for (TrainingExample example : examples) {
            (isHeldOut(example, share, seed) ? validation : training).add(example);
        }
        return new Holdout(training, validation);
    }

    /** Some of the examples where there are too many: those that a seeded hash puts first. In the order of keys. */
    public static List<TrainingExample> drawn(List<TrainingExample> examples, long seed, int most) {
        Comparator<TrainingExample> byHash = Comparator.comparingLong(
                example -> StableHash.of(seed + 1, example.query().key().toString()));
        return examples.stream()
                .sorted(byHash.thenComparing(example -> example.query().key()))
                .limit(most)
                .sorted(Comparator.comparing(example -> example.query().key()))
                .toList();
    }

    private static boolean isHeldOut(TrainingExample example, double share, long seed) {
        long hash = StableHash.of(seed, example.query().key().toString());
        return (hash >>> 11) * 0x1p-53 < share;
    }
}
