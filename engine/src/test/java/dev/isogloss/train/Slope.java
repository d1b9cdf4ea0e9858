package dev.isogloss.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.DoubleSupplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** The derivative of a loss by one component of a parameter, from the loss on both sides of it. */
final class Slope {
    private Slope() {}

    /** Where a gradient is steepest. */
    static int steepest(float[] gradient) {
        int best = 0;
        for (int i = 1; i < gradient.length; i++) {
            best = Math.abs(gradient[i]) > Math.abs(gradient[best]) ? i : best;
        }
        return best;
    }

    /** {@code (loss(p + by) - loss(p - by)) / 2 by}; the parameter is as before afterwards, but for rounding. */
    static double of(DoubleSupplier loss, Tensor parameter, int place, float by) {
        double above = shifted(loss, parameter, place, by);
        double below = shifted(loss, parameter, place, -by);
        return (above - below) / (2 * by);
    }

    private static double shifted(DoubleSupplier loss, Tensor parameter, int place, float by) {
        add(parameter, place, by);
        try {
            return loss.getAsDouble();
        } finally {
            add(parameter, place, -by);
        }
    }

    private static void add(Tensor parameter, int place, float by) {
        try (PointerScope _ = new PointerScope();
                NoGradGuard _ = new NoGradGuard()) {
            Tensor changed = parameter.view(-1).narrow(0, place, 1).add_(new Scalar(by));
            assertThat(changed.numel()).isOne();
        }
    }
}
