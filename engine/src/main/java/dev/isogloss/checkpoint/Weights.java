package dev.isogloss.checkpoint;

import dev.isogloss.tensor.Scoped;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * The weights of an encoder in 32-bit floats on the CPU, named as Hugging Face names them, in the order of {@link WeightShapes},
 * then those of Dense modules.
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

    /** As {@link #mapped(ModelFolder)}, of a language model: the network's weights, then the head's. */
    public static Weights mapped(LanguageModelFolder folder) {
        WeightReader reader = new WeightReader(false);
        SequencedMap<String, List<Long>> shapes =
                new LinkedHashMap<>(WeightShapes.of(folder.body().architecture()));
        shapes.putAll(folder.head().shapes());
        reader.encoder(folder.body(), shapes);
        return new Weights(reader.tensors(), reader.files());
    }

    private static Weights withHead(CrossEncoderFolder folder, boolean copy) {
        WeightReader reader = new WeightReader(copy);
        SequencedMap<String, List<Long>> shapes =
                new LinkedHashMap<>(WeightShapes.of(folder.body().architecture()));
        if (folder.freshHead().isEmpty()) {
            shapes.putAll(folder.head().shapes());
        }
        reader.encoder(folder.body(), shapes);
        if (folder.freshHead().isPresent()) {
            try (PointerScope scope = new PointerScope()) {
                folder.head()
                        .fresh(
                                folder.body().architecture().initializerRange(),
                                folder.freshHead().getAsLong())
                        .forEach((name, tensor) -> {
                            scope.detach(Scoped.keep(tensor));
                            reader.tensors().put(name, tensor);
                        });
            }
        }
        return new Weights(reader.tensors(), reader.files());
    }

    /** The encoder's weights, then those of the modules after the pooling. */
    private static Weights load(ModelFolder folder, boolean copy) {
        WeightReader reader = new WeightReader(copy);
        reader.encoder(folder, WeightShapes.of(folder.architecture()));
        folder.dense().forEach(layer -> reader.dense(folder, layer));
        folder.languagePrompts().ifPresent(prompts -> reader.languagePrompts(folder, prompts));
        return new Weights(reader.tensors(), reader.files());
    }

    @Override
    public void close() {
        tensors.values().forEach(Scoped::release);
        files.forEach(SafeTensors::close);
    }
}
