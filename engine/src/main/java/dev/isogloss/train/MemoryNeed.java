package dev.isogloss.train;

import dev.isogloss.checkpoint.Architecture;
import dev.isogloss.checkpoint.BertArchitecture;
import dev.isogloss.checkpoint.WeightShapes;
import dev.isogloss.io.BadInputException;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * What training will hold in native memory, in bytes, estimated before it starts.
 *
 * @param weights weights and both moments of the optimiser
 * @param gradients one set a lane; the word embedding's is sparse until the lanes' are added up
 * @param activations the graphs of the chunks that are computed at the same time
 */
record MemoryNeed(long weights, long gradients, long activations) {
    private static final long FLOAT = 4;

    static MemoryNeed of(Architecture architecture, TrainSettings settings) {
        return of(
                architecture,
                settings.lanes(),
                settings.chunkTokens(),
                settings.passageTokens(),
                parameters(architecture));
    }

    /**
     * The need of training a part of the weights.
     *
     * @param longest tokens of the longest text
     * @param trained how many values of the weights are trained
     */
    static MemoryNeed of(Architecture architecture, int lanes, int chunkTokens, int longest, long trained) {
        long parameters = parameters(architecture);
        long embedding = (long) architecture.vocabulary() * architecture.hidden();
        // Per token and layer: 16 tensors as wide as the token's vector (inputs, projections, sums, masks, norms), 3
        // inside the feed-forward part and 3 more where it is gated; attention keeps no more than one row of its
        // longest text.
        long inner = architecture instanceof BertArchitecture ? 3 : 6;
        long token = architecture.layers()
                * (16L * architecture.hidden()
                        + inner * architecture.feedForward()
                        + (long) architecture.heads() * longest);
        return new MemoryNeed(
                FLOAT * (parameters + 2 * trained),
                FLOAT * (trained + (lanes - 1L) * Math.min(trained, parameters - embedding)),
                FLOAT * lanes * chunkTokens * token);
    }

    private static long parameters(Architecture architecture) {
        return WeightShapes.of(architecture).values().stream()
                .mapToLong(shape -> shape.stream().reduce(1L, Math::multiplyExact))
                .sum();
    }

    long total() {
        return weights + gradients + activations;
    }

    /** Fails when the machine does not have as much left. */
    void requireAvailable(OptionalLong available) {
        if (available.isPresent() && available.getAsLong() < total()) {
            throw new BadInputException(String.format(
                    Locale.ROOT,
                    "training needs about %.1f GB (weights and moments %.1f, gradients %.1f, activations %.1f), but only %.1f GB"
                            + " of memory are available; use fewer lanes or chunk tokens, a smaller model, or a larger machine",
                    total() / 1e9,
                    weights / 1e9,
                    gradients / 1e9,
                    activations / 1e9,
                    available.getAsLong() / 1e9));
        }
    }
}
