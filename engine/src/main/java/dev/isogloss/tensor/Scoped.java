package dev.isogloss.tensor;

import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** Frees the native memory of intermediate tensors as soon as a computation is done. */
public final class Scoped {
    private Scoped() {}

    /**
     * Runs a computation in a scope of its own. Its result moves to the enclosing scope, or lives until it is closed when there is
     * none; everything else it made is freed.
     */
    public static Tensor run(Supplier<Tensor> computation) {
        PointerScope outer = PointerScope.getInnerScope();
        try (PointerScope scope = new PointerScope()) {
            Tensor result = computation.get();
            if (outer == null) {
                result.retainReference();
                scope.detach(result);
            } else {
                outer.attach(result);
            }
            return result;
        }
    }

    /** As {@link #run}, without recording gradients. */
    public static Tensor withoutGradients(Supplier<Tensor> computation) {
        return run(() -> {
            NoGradGuard guard = new NoGradGuard();
            try {
                return computation.get();
            } finally {
                guard.close();
            }
        });
    }

    /** Lets a tensor outlive the scope it was made in; the caller closes it with {@link #release}. */
    public static Tensor keep(Tensor tensor) {
        tensor.retainReference();
        return tensor;
    }

    /** Frees a tensor that {@link #keep} kept. */
    public static void release(Tensor tensor) {
        if (!tensor.isNull() && tensor.referenceCount() > 0) {
            boolean held = tensor.releaseReference();
            assert held || tensor.isNull() : "a kept tensor was freed by someone else";
        }
    }
}
