package dev.isogloss.checkpoint;

import dev.isogloss.io.BadInputException;
import dev.isogloss.tensor.Scoped;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The weights of an encoder in 32-bit floats on the CPU, named as Hugging Face names them, in the order of {@link WeightShapes}.
 * One owner; closing frees the tensors.
 */
public final class Weights implements AutoCloseable {
    private final SequencedMap<String, Tensor> tensors;
    private final List<SafeTensors> files;

    private Weights(SequencedMap<String, Tensor> tensors, List<SafeTensors> files) {
        this.tensors = Collections.unmodifiableSequencedMap(tensors);
        this.files = List.copyOf(files);
    }

    /** For inference: weights that are stored in 32-bit floats stay in the mapped files and must not be written to. */
    public static Weights mapped(ModelFolder folder) {
        return load(folder, false);
    }

    /** For training: weights in memory of their own. */
    public static Weights copied(ModelFolder folder) {
        return load(folder, true);
    }

    /** By name, from the input to the output. */
    public SequencedMap<String, Tensor> tensors() {
        return tensors;
    }

    /** As {@link #mapped(ModelFolder)}, of a cross-encoder: the encoder's weights, then the head's. */
    public static Weights mapped(CrossEncoderFolder folder) {
        return withHead(folder, false);
    }

    /** As {@link #copied(ModelFolder)}, of a cross-encoder: the encoder's weights, then the head's. */
    public static Weights copied(CrossEncoderFolder folder) {
        return withHead(folder, true);
    }

    private static Weights withHead(CrossEncoderFolder folder, boolean copy) {
        SequencedMap<String, List<Long>> shapes =
                new LinkedHashMap<>(WeightShapes.of(folder.body().architecture()));
        if (folder.freshHead().isEmpty()) {
            shapes.putAll(folder.head().shapes());
            return load(folder.body(), shapes, copy);
        }
        Weights body = load(folder.body(), shapes, copy);
        SequencedMap<String, Tensor> tensors = new LinkedHashMap<>(body.tensors());
        try (PointerScope scope = new PointerScope()) {
            folder.head()
                    .fresh(
                            folder.body().architecture().initializerRange(),
                            folder.freshHead().getAsLong())
                    .forEach((name, tensor) -> {
                        scope.detach(Scoped.keep(tensor));
                        tensors.put(name, tensor);
                    });
        }
        return new Weights(tensors, body.files);
    }

    private static Weights load(ModelFolder folder, boolean copy) {
        return load(folder, WeightShapes.of(folder.architecture()), copy);
    }

    private static Weights load(ModelFolder folder, SequencedMap<String, List<Long>> shapes, boolean copy) {
        List<SafeTensors> files = new ArrayList<>();
        SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
        try {
            Map<String, SafeTensors> places = new HashMap<>();
            for (Path file : folder.weightFiles()) {
                SafeTensors opened = SafeTensors.open(file);
                files.add(opened);
                opened.entries().keySet().forEach(name -> places.put(name, opened));
            }
            for (var expected : shapes.entrySet()) {
                String stored = storedName(folder, places, expected.getKey());
                tensors.put(expected.getKey(), load(folder, places.get(stored), stored, expected.getValue(), copy));
            }
            if (copy) {
                files.forEach(SafeTensors::close);
                files.clear();
            }
            return new Weights(tensors, files);
        } catch (IOException e) {
            free(tensors, files);
            throw new BadInputException("cannot read the weights of " + folder.path() + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            free(tensors, files);
            throw e;
        }
    }

    private static String storedName(ModelFolder folder, Map<String, SafeTensors> places, String name) {
        String prefixed = folder.architecture().family().prefix() + name;
        if (places.containsKey(name)) {
            return name;
        }
        if (places.containsKey(prefixed)) {
            return prefixed;
        }
        throw new BadInputException(folder.path() + ": the weights lack " + name + " (nor is there " + prefixed
                + "); does config.json belong to these weights?");
    }

    private static Tensor load(
            ModelFolder folder,
            @org.jspecify.annotations.Nullable SafeTensors file,
            String name,
            List<Long> shape,
            boolean copy) {
        SafeTensorsHeader.Entry entry =
                java.util.Objects.requireNonNull(file).entries().get(name);
        if (entry == null || !entry.shape().equals(shape)) {
            throw new BadInputException(folder.path() + ": weight " + name + " has shape "
                    + (entry == null ? "none" : entry.shape()) + ", but config.json asks for " + shape);
        }
        if (!entry.type().isFloating()) {
            throw new BadInputException(
                    folder.path() + ": weight " + name + " has dtype " + entry.type() + ", expected floating point");
        }
        try (PointerScope scope = new PointerScope()) {
            Tensor view = file.view(name);
            Tensor single = view.to(ScalarType.Float);
            requireFinite(folder, name, single);
            boolean shared = entry.type() == ElementType.F32;
            Tensor result = copy && shared ? single.clone() : single;
            Scoped.keep(result);
            scope.detach(result);
            return result;
        }
    }

    /** A sum is not finite when an element is not; only then is it worth looking at each. */
    private static void requireFinite(ModelFolder folder, String name, Tensor tensor) {
        if (!Double.isFinite(tensor.sum().item_double())
                && !torch.isfinite(tensor).all().item_bool()) {
            throw new BadInputException(folder.path() + ": weight " + name
                    + " holds NaN or infinite values; the checkpoint is damaged, or its training diverged");
        }
    }

    private static void free(Map<String, Tensor> tensors, List<SafeTensors> files) {
        tensors.values().forEach(Scoped::release);
        files.forEach(SafeTensors::close);
    }

    @Override
    public void close() {
        free(tensors, files);
    }
}
