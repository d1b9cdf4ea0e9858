package dev.isogloss.encoder;

import dev.isogloss.checkpoint.Architecture;
import dev.isogloss.checkpoint.Weights;
import dev.isogloss.tensor.Device;
import dev.isogloss.tensor.Precision;
import dev.isogloss.tensor.Scoped;
import dev.isogloss.tensor.Tensors;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** An encoder's parameters and its linear layers: how they are stored, joined and rounded is decided here alone. */
final class Parameters implements AutoCloseable {
    private final Architecture architecture;
    private final SequencedMap<String, Tensor> tensors;
    /** Weights prepared once for inference: query, key and value joined, matrices rounded; empty in training. */
    private final Map<String, Tensor> prepared;

    private final Precision precision;
    private final List<AutoCloseable> owned;

    private Parameters(
            Architecture architecture,
            SequencedMap<String, Tensor> tensors,
            Map<String, Tensor> prepared,
            Precision precision,
            List<AutoCloseable> owned) {
        this.architecture = architecture;
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
        for (int layer = 0; layer < architecture.layers(); layer++) {
            String name = "encoder.layer." + layer + ".attention.self";
            prepared.put(name + ".weight", own(owned, () -> rounded(joined(tensors, name, ".weight"), precision)));
            prepared.put(name + ".bias", own(owned, () -> rounded(joined(tensors, name, ".bias"), precision)));
        }
        if (precision == Precision.BF16) {
            tensors.forEach((name, tensor) -> {
                if (name.contains(".dense.")) {
                    prepared.put(name, own(owned, () -> rounded(tensor, precision)));
                }
            });
        }
        return new Parameters(architecture, tensors, prepared, precision, owned);
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
        return new Parameters(architecture, tensors, Map.of(), precision, owned);
    }

    /** The same storage behind leaf tensors of their own. */
    Parameters replica() {
        List<AutoCloseable> aliases = new ArrayList<>();
        SequencedMap<String, Tensor> copies = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            Tensor alias = own(aliases, tensor::detach);
            copies.put(name, tensor.requires_grad() ? requireGradient(alias) : alias);
        });
        return new Parameters(architecture, copies, Map.of(), precision, aliases);
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

    private static Tensor joined(Map<String, Tensor> tensors, String name, String suffix) {
        return torch.cat(
                new TensorVector(
                        required(tensors, name + ".query" + suffix),
                        required(tensors, name + ".key" + suffix),
                        required(tensors, name + ".value" + suffix)),
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

    /** The three projections that attention needs, each {@code (tokens, hidden)} in 32 bits, perhaps views of one tensor. */
    Tensor[] queryKeyValue(Tensor inputTH, String name) {
        if (!prepared.containsKey(name + ".weight")) {
            return new Tensor[] {
                linear(inputTH, name + ".query"), linear(inputTH, name + ".key"), linear(inputTH, name + ".value")
            };
        }
        Tensor joinedT3H = linear(inputTH, required(prepared, name + ".weight"), required(prepared, name + ".bias"));
        long hidden = architecture.hidden();
        return new Tensor[] {
            joinedT3H.narrow(1, 0, hidden), joinedT3H.narrow(1, hidden, hidden), joinedT3H.narrow(1, 2 * hidden, hidden)
        };
    }

    /** {@code input W^T + b} in 32 bits, multiplied in the precision of this encoder. */
    Tensor linear(Tensor input, String name) {
        Tensor weight = prepared.getOrDefault(name + ".weight", get(name + ".weight"));
        Tensor bias = prepared.getOrDefault(name + ".bias", get(name + ".bias"));
        return linear(input, weight, bias);
    }

    private Tensor linear(Tensor input, Tensor weight, Tensor bias) {
        if (precision == Precision.BF16) {
            return torch.linear(
                            rounded(input, precision),
                            rounded(weight, precision),
                            new TensorOptional(rounded(bias, precision)))
                    .to(ScalarType.Float);
        }
        return torch.linear(input, weight, new TensorOptional(bias));
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
