package dev.isogloss.encoder;

import dev.isogloss.tensor.Device;
import dev.isogloss.tensor.Precision;
import java.util.OptionalInt;

/**
 * How a {@link TransformerEmbedder} computes.
 *
 * @param queryTokens longest query, or empty for what the model's contract says
 * @param passageTokens longest passage, or empty for what the model's contract says
 * @param workers threads that encode at once, at least 1
 * @param batchTokens tokens of one batch, at least 1; a longer text is a batch of its own
 */
public record EmbedderSettings(
        Precision precision,
        Device device,
        OptionalInt queryTokens,
        OptionalInt passageTokens,
        int workers,
        int batchTokens) {
    private static final int BATCH_TOKENS = 1024;
    private static final int CUDA_BATCH_TOKENS = 65536;

    public EmbedderSettings {
        if (workers < 1) {
            throw new IllegalArgumentException("workers must be at least 1 (got: " + workers + ")");
        }
        if (batchTokens < 1) {
            throw new IllegalArgumentException("batchTokens must be at least 1 (got: " + batchTokens + ")");
        }
    }

    /** One worker a processor on the CPU, one in all on a GPU; lengths as the model says. */
    public static EmbedderSettings of(Precision precision, Device device) {
        return new EmbedderSettings(
                precision,
                device,
                OptionalInt.empty(),
                OptionalInt.empty(),
                device == Device.CPU ? Runtime.getRuntime().availableProcessors() : 1,
                device == Device.CPU ? BATCH_TOKENS : CUDA_BATCH_TOKENS);
    }

    /** The same settings with other lengths. */
    public EmbedderSettings withLengths(int newQueryTokens, int newPassageTokens) {
        return new EmbedderSettings(
                precision,
                device,
                OptionalInt.of(newQueryTokens),
                OptionalInt.of(newPassageTokens),
                workers,
                batchTokens);
    }

    /** The same settings with another number of workers. */
    public EmbedderSettings withWorkers(int newWorkers) {
        return new EmbedderSettings(precision, device, queryTokens, passageTokens, newWorkers, batchTokens);
    }
}
