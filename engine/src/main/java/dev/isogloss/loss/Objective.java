package dev.isogloss.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * What training minimises: {@code contrastiveWeight * contrastive + distillation.weight * distillation}, the contrastive
 * part also of prefixes of the vectors where that is wanted. Safe for many threads.
 *
 * @param contrastiveWeight 0 learns from the teacher alone
 */
public record Objective(
        ContrastiveLoss contrastive, double contrastiveWeight, Distillation distillation, Matryoshka matryoshka) {
    public Objective {
        if (!(contrastiveWeight >= 0 && contrastiveWeight < Double.POSITIVE_INFINITY)
                || contrastiveWeight + distillation.weight() == 0) {
            throw new IllegalArgumentException(
                    "the weights of the losses must be 0 or more, finite, and not all 0 (got: " + contrastiveWeight
                            + " and " + distillation.weight() + ")");
        }
        if (contrastiveWeight == 0 && !matryoshka.prefixes().isEmpty()) {
            throw new IllegalArgumentException("prefixes are learned by the contrastive loss, whose weight is 0 (got: "
                    + matryoshka.prefixes() + ")");
        }
    }

    /** Of whole vectors alone. */
    public Objective(ContrastiveLoss contrastive, double contrastiveWeight, Distillation distillation) {
        this(contrastive, contrastiveWeight, distillation, Matryoshka.NONE);
    }

    /** Nothing but the contrastive loss. */
    public static Objective of(ContrastiveLoss contrastive) {
        return new Objective(contrastive, 1, new Distillation.None());
    }

    /** Whether {@link #of} needs a teacher. */
    public boolean needsTeacher() {
        return distillation.weight() > 0;
    }

    /**
     * The loss, a scalar with a graph.
     *
     * @param queriesBD 32-bit floats, normally of length 1
     * @param passagesND as the queries
     * @param teaching what the teacher says; not read when no teacher is needed
     */
    public Tensor of(Tensor queriesBD, Tensor passagesND, ContrastiveTargets targets, Teaching teaching) {
        if (!needsTeacher()) {
            return weighted(matryoshka.of(contrastive, queriesBD, passagesND, targets), contrastiveWeight);
        }
        Tensor taught = weighted(distillation.of(queriesBD, passagesND, targets, teaching), distillation.weight());
        return contrastiveWeight == 0
                ? taught
                : weighted(matryoshka.of(contrastive, queriesBD, passagesND, targets), contrastiveWeight)
                        .add(taught);
    }

    private static Tensor weighted(Tensor loss, double weight) {
        return weight == 1 ? loss : loss.mul(new Scalar(weight));
    }
}
