package dev.isogloss.train;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The gradients of one step, one dense tensor a trained parameter. Belong to the scope they were made in. One thread. */
record Gradients(List<Tensor> tensors) {
    /** The sum over lanes, always in the order of lanes. */
    static Gradients sum(NetworkLanes<?> lanes) {
        List<List<Tensor>> parameters = new ArrayList<>();
        for (int lane = 0; lane < lanes.count(); lane++) {
            parameters.add(List.copyOf(lanes.network(lane).trainable().values()));
        }
        List<Tensor> sums = new ArrayList<>();
        for (int i = 0; i < parameters.getFirst().size(); i++) {
            Tensor sum = null;
            for (List<Tensor> ofLane : parameters) {
                Tensor gradient = ofLane.get(i).grad();
                if (gradient.defined()) {
                    // grad() is a view into its parameter; the copy shares the values and lives in the scope
                    sum = sum == null ? dense(ofLane.get(i), new Tensor(gradient)) : sum.add_(gradient);
                }
            }
            sums.add(sum == null ? torch.zeros_like(parameters.getFirst().get(i)) : sum);
        }
        return new Gradients(sums);
    }

    private static Tensor dense(Tensor parameter, Tensor gradient) {
        return gradient.is_sparse() ? torch.zeros_like(parameter).add_(gradient) : gradient;
    }

    /** The Euclidean norm of all gradients together; not finite when one of them is not. */
    double norm() {
        double sum = 0;
        for (Tensor tensor : tensors) {
            double norm = tensor.norm().item_double();
            sum += norm * norm;
        }
        return Math.sqrt(sum);
    }

    /** Multiplies all in place. */
    void scale(double factor) {
        if (factor != 1) {
            Scalar scalar = new Scalar(factor);
            for (Tensor tensor : tensors) {
                Tensor scaled = tensor.mul_(scalar);
                assert scaled.defined();
            }
        }
    }

    /** Scales in place so that the norm is at most {@code largest}; 0 leaves them as they are. */
    void clip(double norm, double largest) {
        if (largest > 0 && norm > largest) {
            scale(largest / norm);
        }
    }

    /** Frees the gradients that the lanes hold. */
    static void clear(NetworkLanes<?> lanes) {
        for (int lane = 0; lane < lanes.count(); lane++) {
            for (Tensor parameter : lanes.network(lane).trainable().values()) {
                parameter.mutable_grad().reset();
            }
        }
    }
}
