package dev.isogloss.rerank;

import dev.isogloss.tensor.Device;
import dev.isogloss.tensor.Precision;
import java.util.OptionalInt;

/**
 * How a {@link CrossEncoder} computes.
 *
 * @param maxTokens longest pair, or empty for what the model's contract says
 * @param workers threads that score at once, at least 1
 * @param batchTokens tokens of one batch, at least 1; a longer pair is a batch of its own
 */
public record CrossEncoderSettings(
        Precision precision, Device device, OptionalInt maxTokens, int workers, int batchTokens) {
    private static final int BATCH_TOKENS = 1024;
    private static final int CUDA_BATCH_TOKENS = 65536;

    public CrossEncoderSettings {
        if (workers < 1) {
            throw new IllegalArgumentException("workers must be at least 1 (got: " + workers + ")");
        }
        if (batchTokens < 1) {
            throw new IllegalArgumentException("batchTokens must be at least 1 (got: " + batchTokens + ")");
        }
    }

    /** One worker a processor on the CPU, one in all on a GPU; lengths as the model says. */
    public static CrossEncoderSettings of(Precision precision, Device device) {
        return new CrossEncoderSettings(
                precision,
                device,
                OptionalInt.empty(),
                device == Device.CPU ? Runtime.getRuntime().availableProcessors() : 1,
                device == Device.CPU ? BATCH_TOKENS : CUDA_BATCH_TOKENS);
    }

    /** The same settings with pairs of another length. */
    public CrossEncoderSettings withMaxTokens(int tokens) {
        return new CrossEncoderSettings(precision, device, OptionalInt.of(tokens), workers, batchTokens);
    }
}
