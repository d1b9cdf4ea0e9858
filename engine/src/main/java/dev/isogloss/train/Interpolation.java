package dev.isogloss.train;

import java.io.IOException;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Sets weights to {@code share * trained + (1 - share) * untouched}, always from the trained ones as they were saved, so that the
 * result does not depend on what was tried before.
 */
final class Interpolation {
    private final Map<String, Tensor> untouched;
    private final Map<String, Tensor> weights;
    private final Loading trained;

    /** Puts the trained values into the weights. */
    @FunctionalInterface
    interface Loading {
        void load() throws IOException;
    }

    /** Over {@code weights}, which it changes; the names of {@code untouched} are the same. */
    Interpolation(Map<String, Tensor> untouched, Map<String, Tensor> weights, Loading trained) {
        this.untouched = untouched;
        this.weights = weights;
        this.trained = trained;
    }

    /** From now on the weights hold {@code share} of the trained ones, above 0 and at most 1. */
    void set(double share) throws IOException {
        trained.load();
        if (share == 1) {
            return;
        }
        for (Map.Entry<String, Tensor> entry : weights.entrySet()) {
            Tensor from = untouched.get(entry.getKey());
            if (from == null) {
                throw new IllegalStateException("the untouched model has no weight " + entry.getKey());
            }
            try (PointerScope _ = new PointerScope();
                    NoGradGuard _ = new NoGradGuard()) {
                Tensor weight = entry.getValue();
                Tensor target = from.to(weight.device(), weight.scalar_type());
                Tensor moved = weight.lerp_(target, new Scalar(1 - share));
                assert moved.defined();
            }
        }
    }
}
