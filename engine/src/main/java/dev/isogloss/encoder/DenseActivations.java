package dev.isogloss.encoder;

import dev.isogloss.checkpoint.DenseActivation;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Computes what a {@link DenseActivation} names. */
final class DenseActivations {
    private DenseActivations() {}

    static Tensor apply(DenseActivation activation, Tensor vectors) {
        return switch (activation) {
            case IDENTITY -> vectors;
            case TANH -> torch.tanh(vectors);
            case RELU -> torch.relu(vectors);
            case GELU -> torch.gelu(vectors);
            case SIGMOID -> torch.sigmoid(vectors);
            case SILU -> torch.silu(vectors);
        };
    }
}
