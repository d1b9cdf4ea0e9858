package dev.isogloss.encoder;

import dev.isogloss.checkpoint.Architecture;
import dev.isogloss.checkpoint.WeightShapes;
import java.util.OptionalInt;

/**
 * Which part of a network training changes. Less is cheaper: the embeddings hold most weights of a multilingual model, and nothing
 * flows backward below the lowest trained layer.
 *
 * @param topLayers layers counted from the output, 0 or more; the head is always trained
 * @param embeddings whether the embeddings are trained, which needs all layers
 */
public record TrainedPart(int topLayers, boolean embeddings) {
    /** All weights. */
    public static final TrainedPart EVERYTHING = new TrainedPart(Integer.MAX_VALUE, true);

    /** All layers and the head, not the embeddings. */
    public static final TrainedPart ALL_LAYERS = new TrainedPart(Integer.MAX_VALUE, false);

    public TrainedPart {
        if (topLayers < 0 || (embeddings && topLayers != Integer.MAX_VALUE)) {
            throw new IllegalArgumentException("topLayers must be 0 or more, and all layers where the embeddings are"
                    + " trained (got: " + topLayers + ")");
        }
    }

    /** The head and so many layers below it. */
    public static TrainedPart top(int layers) {
        return new TrainedPart(layers, false);
    }

    /** Whether a parameter is part of it. */
    boolean includes(String name, Architecture architecture) {
        if (WeightShapes.isEmbedding(name)) {
            return embeddings;
        }
        OptionalInt layer = WeightShapes.layerOf(name);
        return layer.isEmpty() || architecture.layers() - layer.getAsInt() <= topLayers;
    }
}
