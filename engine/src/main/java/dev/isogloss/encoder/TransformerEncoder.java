package dev.isogloss.encoder;

import dev.isogloss.checkpoint.Architecture;
import dev.isogloss.checkpoint.DenseLayer;
import dev.isogloss.checkpoint.LanguagePrompts;
import dev.isogloss.checkpoint.ModelFolder;
import dev.isogloss.checkpoint.PoolingSettings;
import dev.isogloss.checkpoint.Weights;
import dev.isogloss.tensor.Device;
import dev.isogloss.tensor.Precision;
import dev.isogloss.tensor.Scoped;
import dev.isogloss.tensor.Tensors;
import dev.isogloss.tokenize.TokenBatch;
import java.util.List;
import java.util.SequencedMap;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A transformer whose tokens are pooled to one vector a text, with Dense modules behind it where the model has them.
 *
 * <p>Safe for many threads as long as nobody changes the parameters.
 */
public final class TransformerEncoder implements Network {
    /** No prompt lengths: every token of a text is pooled. */
    public static final int[] NO_PROMPTS = {};

    /** No languages: language prompts, where the model has them, add nothing. */
    public static final int[] NO_LANGUAGES = {};

    private final TransformerBody body;
    private final Pooler pooler;
    private final @Nullable LanguagePromptHead prompts;
    private final List<DenseLayer> dense;
    private final boolean normalize;

    private TransformerEncoder(
            TransformerBody body,
            PoolingSettings pooling,
            @Nullable LanguagePrompts prompts,
            List<DenseLayer> dense,
            boolean normalize) {
        this.body = body;
        this.prompts = prompts == null ? null : new LanguagePromptHead(prompts, body.parameters(), body.device());
        this.pooler = new Pooler(pooling, body.device());
        this.dense = dense;
        this.normalize = normalize;
    }

    private static TransformerEncoder of(ModelFolder folder, Device device, Parameters parameters) {
        return new TransformerEncoder(
                new TransformerBody(folder.architecture(), device, parameters),
                folder.pooling(),
                folder.languagePrompts().orElse(null),
                folder.dense(),
                folder.contract().normalize());
    }

    /** An encoder whose weights stay in the mapped files where they can: less memory, no training. */
    public static TransformerEncoder forInference(ModelFolder folder, Precision precision, Device device) {
        return of(
                folder,
                device,
                Parameters.forInference(
                        folder.architecture(), Weights.mapped(folder), precision.resolve(device), device));
    }

    /**
     * An encoder whose parameters can be trained: leaf tensors in 32-bit floats that require gradients. The gradient of the word
     * embedding is sparse, since a batch touches few of its rows: it adds into a dense gradient in place where there already is
     * one, and is a sparse tensor otherwise.
     */
    public static TransformerEncoder forTraining(ModelFolder folder, Precision precision, Device device) {
        return of(
                folder,
                device,
                Parameters.forTraining(
                        folder.architecture(),
                        Weights.copied(folder),
                        precision.resolve(device),
                        device,
                        TrainedPart.EVERYTHING));
    }

    @Override
    public TransformerEncoder replica() {
        return new TransformerEncoder(
                body.replica(), pooler.settings(), prompts == null ? null : prompts.prompts(), dense, normalize);
    }

    @Override
    public SequencedMap<String, Tensor> parameters() {
        return body.parameters().tensors();
    }

    @Override
    public SequencedMap<String, Tensor> trainable() {
        return body.parameters().trainable();
    }

    @Override
    public Architecture architecture() {
        return body.architecture();
    }

    @Override
    public Device device() {
        return body.device();
    }

    /** Components of a vector. */
    public int dimension() {
        return dense.isEmpty()
                ? architecture().hidden() * pooler.settings().modes().size()
                : dense.getLast().to();
    }

    /**
     * Encodes a batch. Records gradients unless they are switched off.
     *
     * @param promptLengths for each text how many leading tokens are its prompt, or {@link #NO_PROMPTS}
     * @return {@code (texts, dimension)} in 32-bit floats, of length 1 where the model says so, in the order of the batch
     */
    public Tensor encode(TokenBatch batch, int[] promptLengths, Dropout dropout) {
        return encode(batch, promptLengths, NO_LANGUAGES, dropout);
    }

    /**
     * Encodes a batch whose texts' languages are known.
     *
     * @param languages for each text the row of its language in the model's {@link LanguagePrompts}, or one of its two other values;
     *     or {@link #NO_LANGUAGES}
     */
    public Tensor encode(TokenBatch batch, int[] promptLengths, int[] languages, Dropout dropout) {
        return Scoped.run(() -> {
            Runs runs = Runs.of(batch);
            Tensor tokensTH = body.tokens(batch, runs, dropout);
            Tensor vectorsBD = pooler.pool(tokensTH, runs, promptLengths);
            if (prompts != null && languages.length > 0) {
                vectorsBD = vectorsBD.add(prompts.added(tokensTH, runs, languages));
            }
            for (DenseLayer layer : dense) {
                vectorsBD = DenseActivations.apply(
                        layer.activation(), body.parameters().linear(vectorsBD, layer.linear()));
            }
            Tensor orderedBD = runs.isIdentity()
                    ? vectorsBD
                    : vectorsBD.index_select(0, Tensors.ofLongs(runs.inverse(), device()));
            return normalize ? Normalization.unit(orderedBD) : orderedBD;
        });
    }

    @Override
    public void close() {
        body.parameters().close();
    }
}
