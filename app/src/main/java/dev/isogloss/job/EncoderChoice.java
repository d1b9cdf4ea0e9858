package dev.isogloss.job;

import dev.isogloss.checkpoint.ModelFolder;
import dev.isogloss.embed.Embedder;
import dev.isogloss.embed.TextContract;
import dev.isogloss.encoder.EmbedderSettings;
import dev.isogloss.encoder.TransformerEmbedder;
import dev.isogloss.io.BadInputException;
import dev.isogloss.tensor.Device;
import dev.isogloss.tensor.Precision;
import java.util.OptionalInt;

/**
 * Which model turns texts into vectors, and how.
 *
 * @param model a folder or a hub id
 * @param precision {@code fp32}, {@code bf16} or {@code auto}
 * @param device {@code cpu} or {@code cuda}
 * @param queryTokens longest query; empty means the model's own length
 * @param passageTokens longest passage; empty means the model's own length
 * @param onTruncate {@code warn} or {@code fail}
 */
public record EncoderChoice(
        String model,
        String precision,
        String device,
        OptionalInt queryTokens,
        OptionalInt passageTokens,
        String onTruncate) {
    public EncoderChoice {
        if (!onTruncate.equals("warn") && !onTruncate.equals("fail")) {
            throw new BadInputException("--on-truncate must be warn or fail (got: " + onTruncate + ")");
        }
        requireLength("query-tokens", queryTokens);
        requireLength("passage-tokens", passageTokens);
    }

    private static void requireLength(String name, OptionalInt tokens) {
        if (tokens.isPresent() && tokens.getAsInt() < TextContract.LEAST_TOKENS) {
            throw new BadInputException(
                    name + " must be at least " + TextContract.LEAST_TOKENS + " (got: " + tokens.getAsInt() + ")");
        }
    }

    /**
     * A model as it is, on the processor, in bf16 where that is fast; what is cut is counted.
     *
     * @param model a folder or a hub id; empty where a model is implied
     */
    public static EncoderChoice of(String model) {
        return new EncoderChoice(model, "auto", "cpu", OptionalInt.empty(), OptionalInt.empty(), "warn");
    }

    /** The same choice for another model. */
    public EncoderChoice withModel(String other) {
        return new EncoderChoice(other, precision, device, queryTokens, passageTokens, onTruncate);
    }

    /** The model's folder, read and checked. */
    public ModelFolder folder() {
        return ModelFolder.open(model);
    }

    /** The embedder; whoever opens it closes it. */
    public TransformerEmbedder open() {
        EmbedderSettings usual = EmbedderSettings.of(Precision.parse(precision), Device.parse(device));
        return TransformerEmbedder.open(
                folder(),
                new EmbedderSettings(
                        usual.precision(),
                        usual.device(),
                        queryTokens,
                        passageTokens,
                        usual.workers(),
                        usual.batchTokens()));
    }

    /** The embedder that stops at the first text that would be cut, where that was asked for. */
    public Embedder guarded(Embedder embedder) {
        return onTruncate.equals("fail") ? new UncutEmbedder(embedder) : embedder;
    }

    /** Refuses texts that lost tokens in vectors made earlier, where that was asked for. */
    public void checkTruncation(long truncated, long texts, String what) {
        if (truncated > 0 && onTruncate.equals("fail")) {
            throw new BadInputException(
                    truncated + " of " + texts + " " + what
                            + " are longer than the model's limit and would be cut; raise the limit or allow it with on-truncate warn");
        }
    }
}
