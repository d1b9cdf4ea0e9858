package dev.isogloss.checkpoint;

import dev.isogloss.tensor.Device;
import dev.isogloss.tensor.Tensors;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;
import org.bytedeco.pytorch.Tensor;

/** Fresh weights as BERT begins with: normal with the configured deviation, biases 0, norms 1. */
final class RandomWeights {
    private RandomWeights() {}

    /**
     * Weights of the given names and shapes.
     *
     * @param deviation of the normal distribution
     */
    static SequencedMap<String, Tensor> create(
            SequencedMap<String, List<Long>> shapes, double deviation, RandomGenerator random) {
        SequencedMap<String, Tensor> weights = new LinkedHashMap<>();
        shapes.forEach((name, shape) -> weights.put(name, tensor(name, shape, deviation, random)));
        return weights;
    }

    private static Tensor tensor(String name, List<Long> shape, double deviation, RandomGenerator random) {
        long size = shape.stream().reduce(1L, Math::multiplyExact);
        float[] values = new float[Math.toIntExact(size)];
        boolean norm = shape.size() == 1 && name.endsWith(".weight");
        if (norm) {
            Arrays.fill(values, 1);
        } else if (!name.endsWith(".bias")) {
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (random.nextGaussian() * deviation);
            }
        }
        return Tensors.ofFloats(
                values, Device.CPU, shape.stream().mapToLong(Long::longValue).toArray());
    }
}
