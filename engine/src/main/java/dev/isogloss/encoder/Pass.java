package dev.isogloss.encoder;

import dev.isogloss.checkpoint.Activation;
import dev.isogloss.tensor.Device;
import dev.isogloss.tensor.Tensors;
import dev.isogloss.tokenize.TokenBatch;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * One pass of a batch through a network: what all designs need, and the operations they share.
 *
 * @param runs the batch's texts in the order in which their tokens stand
 */
record Pass(TokenBatch batch, Runs runs, Dropout dropout, Parameters parameters, Device device) {
    /** The tokens' rows of the word embedding, {@code (tokens, hidden)}. Its gradient is sparse: a batch touches few rows. */
    Tensor words(String table) {
        Tensor ids = Tensors.ofLongs(runs.arranged(batch.ids()), device);
        return torch.embedding(parameters.get(table), ids, -1, false, GradMode.is_enabled());
    }

    /** Drops elements of {@code (tokens, hidden)}; {@code place} tells which of the network's dropouts this is. */
    Tensor drop(Tensor tokensTH, int place) {
        return dropout.apply(tokensTH, runs, place, device);
    }

    Tensor linear(Tensor input, String name) {
        return parameters.linear(input, name);
    }

    /** Layer norm (Ba et al. 2016) over the last axis, with a bias where there is one. */
    Tensor layerNorm(Tensor input, String name, double epsilon) {
        return parameters.layerNorm(input, name, epsilon);
    }

    /** Root mean square norm (Zhang and Sennrich 2019) over the last axis. */
    Tensor rootMeanSquareNorm(Tensor input, String name, double epsilon) {
        return torch.rms_norm(
                input,
                new long[] {input.size(-1)},
                new TensorOptional(parameters.get(name + ".weight")),
                new DoubleOptional(epsilon));
    }

    /** In place where no gradient needs the old value: saves a pass over memory. */
    static Tensor sum(Tensor fresh, Tensor other) {
        return GradMode.is_enabled() ? fresh.add(other) : fresh.add_(other);
    }

    /** As {@link #sum}, of a product. */
    static Tensor product(Tensor fresh, Tensor other) {
        return GradMode.is_enabled() ? fresh.mul(other) : fresh.mul_(other);
    }

    static Tensor activate(Activation activation, Tensor fresh) {
        return switch (activation) {
            case GELU -> GradMode.is_enabled() ? torch.gelu(fresh) : torch.gelu_(fresh);
            case GELU_TANH -> torch.gelu(fresh, "tanh");
            case RELU -> torch.relu(fresh);
            case SILU -> GradMode.is_enabled() ? torch.silu(fresh) : torch.silu_(fresh);
        };
    }
}
