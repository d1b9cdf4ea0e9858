package dev.isogloss.encoder;

import dev.isogloss.checkpoint.Architecture;
import dev.isogloss.tensor.Device;
import java.util.SequencedMap;
import org.bytedeco.pytorch.Tensor;

/** A transformer with something on top, as training sees it: parameters, and replicas for threads that run backward at once. */
public interface Network extends AutoCloseable {
    /** All parameters by their Hugging Face names, from the input to the output. */
    SequencedMap<String, Tensor> parameters();

    /** Those of {@link #parameters} that training may change. */
    SequencedMap<String, Tensor> trainable();

    /**
     * A network over the same weights with leaf parameters of its own, so that two threads may run backward at once, each
     * collecting its own gradients. Valid while this network is open; what changes the weights of one changes them of all.
     */
    Network replica();

    Architecture architecture();

    Device device();

    @Override
    void close();
}
