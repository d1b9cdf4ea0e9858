package dev.isogloss.encoder;

import dev.isogloss.checkpoint.Architecture;
import dev.isogloss.checkpoint.WeightShapes;
import dev.isogloss.checkpoint.Weights;
import dev.isogloss.tensor.Device;
import dev.isogloss.tensor.Precision;
import dev.isogloss.tensor.Scoped;
import dev.isogloss.tensor.Tensors;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/** An encoder's parameters and its linear layers: how they are stored, joined and rounded is decided here alone. */
final class Parameters implements AutoCloseable {
    private final SequencedMap<String, Tensor> tensors;
    /** Weights prepared once for inference: query, key and value joined, matrices rounded; empty in training. */
    private final Map<String, Tensor> prepared;

    private final Precision precision;
    private final List<AutoCloseable> owned;

    private Parameters(
            SequencedMap<String, Tensor> tensors,
            Map<String, Tensor> prepared,
            Precision precision,
            List<AutoCloseable> owned) {
        this.tensors = Collections.unmodifiableSequencedMap(tensors);
        this.prepared = prepared;
        this.precision = precision;
        this.owned = owned;
    }

    static Parameters forInference(Architecture architecture, Weights weights, Precision precision, Device device) {
        List<AutoCloseable> owned = new ArrayList<>();
        owned.add(weights);
        SequencedMap<String, Tensor> tensors = onDevice(weights, device, owned);
        Map<String, Tensor> prepared = new HashMap<>();
        Set<String> joined = new HashSet<>();
        for (List<String> names : Blocks.joined(architecture)) {
            for (String suffix : List.of(".weight", ".bias")) {
                prepared.put(
                        joint(names) + suffix, own(owned, () -> rounded(joined(tensors, names, suffix), precision)));
                names.forEach(name -> joined.add(name + suffix));
            }
        }
        if (precision == Precision.BF16) {
            tensors.forEach((name, tensor) -> {
                if (!joined.contains(name) && isLinear(tensors, name)) {
                    prepared.put(name, own(owned, () -> rounded(tensor, precision)));
                }
            });
        }
        return new Parameters(tensors, prepared, precision, owned);
    }

    static Parameters forTraining(
            Architecture architecture, Weights weights, Precision precision, Device device, TrainedPart trained) {
        List<AutoCloseable> owned = new ArrayList<>();
        owned.add(weights);
        SequencedMap<String, Tensor> tensors = onDevice(weights, device, owned);
        tensors.forEach((name, tensor) -> {
            if (trained.includes(name, architecture)) {
                requireGradient(tensor);
            }
        });
        return new Parameters(tensors, Map.of(), precision, owned);
    }

    /** The same storage behind leaf tensors of their own. */
    Parameters replica() {
        List<AutoCloseable> aliases = new ArrayList<>();
        SequencedMap<String, Tensor> copies = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            Tensor alias = own(aliases, tensor::detach);
            copies.put(name, tensor.requires_grad() ? requireGradient(alias) : alias);
        });
        return new Parameters(copies, Map.of(), precision, aliases);
    }

    private static Tensor requireGradient(Tensor tensor) {
        try (PointerScope _ = new PointerScope()) {
            Tensor same = tensor.requires_grad_(true);
            assert same.requires_grad();
        }
        return tensor;
    }

    private static SequencedMap<String, Tensor> onDevice(Weights weights, Device device, List<AutoCloseable> owned) {
        SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
        weights.tensors()
                .forEach((name, tensor) -> tensors.put(
                        name, device == Device.CPU ? tensor : own(owned, () -> Tensors.on(tensor, device))));
        return tensors;
    }

    private static Tensor own(List<AutoCloseable> owned, Supplier<Tensor> make) {
        try (PointerScope scope = new PointerScope()) {
            Tensor tensor = Scoped.keep(make.get());
            scope.detach(tensor);
            owned.add(() -> Scoped.release(tensor));
            return tensor;
        }
    }

    /** Whether a weight, or the weight of a bias, is that of a linear layer. */
    private static boolean isLinear(Map<String, Tensor> tensors, String name) {
        Tensor weight = tensors.get(name.endsWith(".bias") ? name.replaceFirst("\\.bias$", ".weight") : name);
        return weight != null && weight.dim() == 2 && !WeightShapes.isEmbedding(name);
    }

    private static String joint(List<String> names) {
        return String.join("+", names);
    }

    private static Tensor joined(Map<String, Tensor> tensors, List<String> names, String suffix) {
        return torch.cat(
                new TensorVector(names.stream()
                        .map(name -> required(tensors, name + suffix))
                        .toArray(Tensor[]::new)),
                0);
    }

    private static Tensor required(Map<String, Tensor> tensors, String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("no parameter is named " + name);
        }
        return tensor;
    }

    SequencedMap<String, Tensor> tensors() {
        return tensors;
    }

    /** Those that require gradients. */
    SequencedMap<String, Tensor> trainable() {
        SequencedMap<String, Tensor> trainable = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            if (tensor.requires_grad()) {
                trainable.put(name, tensor);
            }
        });
        return Collections.unmodifiableSequencedMap(trainable);
    }

    Tensor get(String name) {
        return required(tensors, name);
    }

    /** Layer norm (Ba et al. 2016) over the last axis, with a bias where there is one. */
    Tensor layerNorm(Tensor input, String name, double epsilon) {
        return torch.layer_norm(
                input,
                new long[] {input.size(-1)},
                new TensorOptional(get(name + ".weight")),
                optional(name + ".bias"),
                epsilon,
                true);
    }

    /** A parameter that a design may lack. */
    private TensorOptional optional(String name) {
        Tensor tensor = tensors.get(name);
        return tensor == null ? new TensorOptional() : new TensorOptional(tensor);
    }

    /** Several linear layers of the same input, each as {@link #linear}; perhaps views of one tensor. */
    Tensor[] linears(Tensor input, List<String> names) {
        Tensor weight = prepared.get(joint(names) + ".weight");
        Tensor[] outputs = new Tensor[names.size()];
        if (weight == null) {
            for (int i = 0; i < outputs.length; i++) {
                outputs[i] = linear(input, names.get(i)); // each rounds by itself, so that gradients add up in 32 bits
            }
            return outputs;
        }
        Tensor joined = product(input, weight, prepared.get(joint(names) + ".bias"));
        long from = 0;
        for (int i = 0; i < outputs.length; i++) {
            long width = get(names.get(i) + ".weight").size(0);
            outputs[i] = joined.narrow(1, from, width);
            from += width;
        }
        return outputs;
    }

    /** {@code input W^T + b} in 32 bits, multiplied in the precision of this encoder; without {@code b} where there is none. */
    Tensor linear(Tensor input, String name) {
        Tensor weight = prepared.getOrDefault(name + ".weight", get(name + ".weight"));
        return product(input, weight, prepared.getOrDefault(name + ".bias", tensors.get(name + ".bias")));
    }

    private Tensor product(Tensor input, Tensor weight, @Nullable Tensor bias) {
        TensorOptional added = bias == null ? new TensorOptional() : new TensorOptional(rounded(bias, precision));
        Tensor output = torch.linear(rounded(input, precision), rounded(weight, precision), added);
        return precision == Precision.BF16 ? output.to(ScalarType.Float) : output;
    }

    private static Tensor rounded(Tensor tensor, Precision precision) {
        return precision == Precision.BF16 ? tensor.to(ScalarType.BFloat16) : tensor;
    }

    @Override
    public void close() {
        for (AutoCloseable resource : owned.reversed()) {
            try {
                resource.close();
            } catch (Exception e) {
                throw new IllegalStateException("cannot free " + resource, e);
            }
        }
    }
}
