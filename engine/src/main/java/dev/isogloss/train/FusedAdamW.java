package dev.isogloss.train;

import dev.isogloss.tensor.Operators;
import dev.isogloss.tensor.Scoped;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.QualifiedName;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * AdamW (Loshchilov and Hutter, arXiv 1711.05101) by libtorch's fused operator: one pass over parameter, gradient and both
 * moments, with beta1 0.9, beta2 0.999, epsilon 1e-8. Owns the moments until closed. One thread.
 */
final class FusedAdamW implements AutoCloseable {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;

    /** TorchScript makes it: one built by hand from an element type crashes the process in this binding. */
    private static final GenericList EMPTY_LIST = emptyList();

    private final List<Tensor> parameters;
    private final double weightDecay;
    private final List<Tensor> firstMoments = new ArrayList<>();
    private final List<Tensor> secondMoments = new ArrayList<>();

    /** Zero moments for {@code parameters}, which stay the caller's. Vectors (biases, layer norms) never decay. */
    FusedAdamW(List<Tensor> parameters, double weightDecay) {
        this.parameters = List.copyOf(parameters);
        this.weightDecay = weightDecay;
        try (PointerScope _ = new PointerScope();
                NoGradGuard _ = new NoGradGuard()) {
            for (Tensor parameter : parameters) {
                firstMoments.add(Scoped.keep(torch.zeros_like(parameter)));
                secondMoments.add(Scoped.keep(torch.zeros_like(parameter)));
            }
        }
    }

    /** The running means of gradients, in the order of the parameters. */
    List<Tensor> firstMoments() {
        return firstMoments;
    }

    /** The running means of squared gradients, in the order of the parameters. */
    List<Tensor> secondMoments() {
        return secondMoments;
    }

    /**
     * Changes the parameters in place.
     *
     * @param gradients in the order of the parameters
     * @param step from 1
     */
    void step(List<Tensor> gradients, double learningRate, int step) {
        List<Integer> matrices = new ArrayList<>();
        List<Integer> vectors = new ArrayList<>();
        for (int i = 0; i < parameters.size(); i++) {
            (parameters.get(i).dim() > 1 ? matrices : vectors).add(i);
        }
        update(matrices, gradients, learningRate, weightDecay, step);
        update(vectors, gradients, learningRate, 0, step);
    }

    private void update(List<Integer> members, List<Tensor> gradients, double rate, double decay, int step) {
        if (members.isEmpty()) {
            return;
        }
        try (PointerScope _ = new PointerScope();
                NoGradGuard _ = new NoGradGuard()) {
            List<Tensor> steps = members.stream()
                    .map(i -> torch.full(new long[] {}, new Scalar((double) step))
                            .to(parameters.get(i).device(), torch.ScalarType.Float))
                    .toList();
            IValueVector result = Operators.call(
                    "aten::_fused_adamw_",
                    "",
                    list(members.stream().map(parameters::get).toList()),
                    list(members.stream().map(gradients::get).toList()),
                    list(members.stream().map(firstMoments::get).toList()),
                    list(members.stream().map(secondMoments::get).toList()),
                    list(List.of()),
                    list(steps),
                    new IValue(rate),
                    new IValue(BETA1),
                    new IValue(BETA2),
                    new IValue(decay),
                    new IValue(EPSILON),
                    new IValue(false),
                    new IValue(false),
                    new IValue(),
                    new IValue());
            result.clear();
        }
    }

    private static IValue list(List<Tensor> tensors) {
        GenericList list = EMPTY_LIST.copy();
        tensors.forEach(tensor -> list.push_back(new IValue(tensor)));
        return new IValue(list);
    }

    private static GenericList emptyList() {
        try (PointerScope scope = new PointerScope()) {
            GenericList list = torch.compile("def f() -> List[Tensor]:\n  x: List[Tensor] = []\n  return x\n")
                    .get_function(new QualifiedName("f"))
                    .apply(new IValueVector())
                    .toList();
            list.retainReference();
            scope.detach(list);
            return list;
        }
    }

    @Override
    public void close() {
        firstMoments.forEach(Scoped::release);
        secondMoments.forEach(Scoped::release);
    }
}
