package dev.isogloss.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Everything the loss can be made of goes together: in any combination the gradient of every query and passage is the difference
 * quotient of the loss.
 */
class CombinedGradientTest {
    private static final int QUERIES = 2;
    private static final int PASSAGES = 4;
    private static final int DIMENSION = 6;
    private static final float STEP = 1e-2f;

    /** How the guide masks; a mask is a constant, but which passages it leaves decides the gradient. */
    private enum Guide {
        NONE,
        MARGIN,
        FRACTION,
        EITHER;

        ContrastiveTargets on(ContrastiveTargets targets, float[] scores) {
            return switch (this) {
                case NONE -> targets;
                case MARGIN -> targets.withGuide(scores, GuideLimit.margin(0.1));
                case FRACTION -> targets.withGuide(scores, GuideLimit.fraction(0.9));
                case EITHER ->
                    targets.withGuide(scores, new GuideLimit(OptionalDouble.of(0.1), OptionalDouble.of(0.9)));
            };
        }
    }

    /** Queries and passages one below the other, and what is said about them. */
    private record Case(Objective objective, ContrastiveTargets targets, Teaching teaching, float[][] offsets) {
        Tensor loss(Tensor rowsRD) {
            Tensor moved = LanguageOffsets.takenOff(rowsRD, offsets);
            return objective.of(moved.narrow(0, 0, QUERIES), moved.narrow(0, QUERIES, PASSAGES), targets, teaching);
        }

        double value(float[] rows) {
            try (PointerScope _ = new PointerScope()) {
                return loss(matrix(rows)).item_double();
            }
        }
    }

    @Property(tries = 60)
    void theGradientIsTheDifferenceQuotient(
            @ForAll @IntRange(max = 100_000) int seed,
            @ForAll WeightPlacement placement,
            @ForAll @IntRange(max = 3) int teaching,
            @ForAll boolean prefixes,
            @ForAll boolean balanced,
            @ForAll Guide guide) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        float[] rows = random(random, (QUERIES + PASSAGES) * DIMENSION, 1);
        float[] opinions = random(random, QUERIES * PASSAGES, 0.5f);
        float[] weights = {0.4f, 1.7f};
        boolean[] known = {false, false, true, false, false, false, false, false};
        ContrastiveTargets targets =
                guide.on(new ContrastiveTargets(PASSAGES, new int[] {0, 1}, known, weights), opinions);
        Distillation distillation = switch (teaching) {
            case 0 -> new Distillation.None();
            case 1 -> new Distillation.KullbackLeibler(1.5, 0.5, 0.7);
            case 2 -> new Distillation.MarginMse(2, 0.3);
            default -> new Distillation.Cosine(1.2);
        };
        float[] teacher = random(random, QUERIES * PASSAGES, 1);
        teacher[3] = Float.NaN;
        float[][] shown = new float[QUERIES + PASSAGES][0];
        for (int row = 1; row < shown.length; row++) {
            shown[row] = random(random, DIMENSION, 1);
        }
        float[][] offsets = new float[QUERIES + PASSAGES][0];
        if (balanced) {
            for (int row = 0; row < offsets.length; row += 2) {
                offsets[row] = random(random, DIMENSION, 0.2f);
            }
        }
        Case drawn = new Case(
                new Objective(
                        new ContrastiveLoss(0.5, placement),
                        0.7,
                        distillation,
                        new Matryoshka(prefixes ? List.of(3, 5) : List.of())),
                targets,
                new Teaching(teacher, shown),
                offsets);
        try (PointerScope _ = new PointerScope()) {
            Tensor leaf = matrix(rows).requires_grad_(true);
            drawn.loss(leaf).backward();
            for (int at = 0; at < rows.length; at++) {
                double quotient =
                        (drawn.value(moved(rows, at, STEP)) - drawn.value(moved(rows, at, -STEP))) / (2 * STEP);
                assertThat(leaf.grad()
                                .select(0, at / DIMENSION)
                                .select(0, at % DIMENSION)
                                .item_double())
                        .isCloseTo(quotient, within(1e-2 * (1 + Math.abs(quotient))));
            }
        }
    }

    private static float[] moved(float[] rows, int at, float by) {
        float[] moved = rows.clone();
        moved[at] += by;
        return moved;
    }

    private static float[] random(RandomGenerator random, int length, float scale) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) (random.nextGaussian() + 0.3) * scale;
        }
        return values;
    }

    private static Tensor matrix(float[] rows) {
        return torch.tensor(rows).view(QUERIES + PASSAGES, DIMENSION);
    }
}
