package dev.isogloss.checkpoint;

import dev.isogloss.tensor.Scoped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * How the weights of two models differ, name by name, in 32-bit floats.
 *
 * @param tensors how many names both have
 * @param onlyFirst names that the second lacks
 * @param onlySecond names that the first lacks
 * @param changed the tensors with different values, the most changed first
 */
public record WeightDifference(int tensors, List<String> onlyFirst, List<String> onlySecond, List<Changed> changed) {
    public WeightDifference {
        onlyFirst = List.copyOf(onlyFirst);
        onlySecond = List.copyOf(onlySecond);
        changed = List.copyOf(changed);
    }

    /**
     * A tensor of both models with different values.
     *
     * @param relative the largest absolute difference of an element, divided by the largest absolute value of the first model's
     *     tensor; infinite where that is 0 or the shapes differ
     * @param what the shapes where they differ, otherwise empty
     */
    public record Changed(String name, double relative, String what) {}

    public boolean isEmpty() {
        return onlyFirst.isEmpty() && onlySecond.isEmpty() && changed.isEmpty();
    }

    /** Compares all weights of two models; reads both. */
    public static WeightDifference of(ModelFolder first, ModelFolder second) {
        try (Weights left = Weights.mapped(first);
                Weights right = Weights.mapped(second)) {
            return of(left.tensors(), right.tensors());
        }
    }

    static WeightDifference of(Map<String, Tensor> first, Map<String, Tensor> second) {
        TreeSet<String> onlyFirst = new TreeSet<>(first.keySet());
        onlyFirst.removeAll(second.keySet());
        TreeSet<String> onlySecond = new TreeSet<>(second.keySet());
        onlySecond.removeAll(first.keySet());
        List<Changed> changed = new ArrayList<>();
        first.forEach((name, left) -> {
            Tensor right = second.get(name);
            if (right != null) {
                compare(name, left, right, changed);
            }
        });
        changed.sort(Comparator.comparingDouble(Changed::relative).reversed().thenComparing(Changed::name));
        return new WeightDifference(
                first.size() - onlyFirst.size(), List.copyOf(onlyFirst), List.copyOf(onlySecond), changed);
    }

    private static void compare(String name, Tensor left, Tensor right, List<Changed> changed) {
        List<Long> leftShape = shape(left);
        List<Long> rightShape = shape(right);
        if (!leftShape.equals(rightShape)) {
            changed.add(new Changed(name, Double.POSITIVE_INFINITY, leftShape + " and " + rightShape));
            return;
        }
        try (PointerScope _ = new PointerScope()) {
            Tensor largest = Scoped.withoutGradients(() -> left.sub(right).abs().max());
            double difference = largest.item_double();
            if (difference > 0) {
                double size = Scoped.withoutGradients(() -> left.abs().max()).item_double();
                changed.add(new Changed(name, difference / size, ""));
            }
        }
    }

    private static List<Long> shape(Tensor tensor) {
        return java.util.Arrays.stream(tensor.sizes().vec().get()).boxed().toList();
    }
}
