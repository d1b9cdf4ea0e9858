package dev.isogloss.encoder;

import dev.isogloss.checkpoint.Architecture;
import dev.isogloss.checkpoint.ModelFolder;
import dev.isogloss.checkpoint.PoolingSettings;
import dev.isogloss.checkpoint.Weights;
import dev.isogloss.io.BadInputException;
import dev.isogloss.tensor.Device;
import dev.isogloss.tensor.Precision;
import dev.isogloss.tensor.Scoped;
import dev.isogloss.tensor.Tensors;
import dev.isogloss.tokenize.TokenBatch;
import java.util.SequencedMap;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * The encoders of the BERT and RoBERTa families over unpadded batches: all tokens stand on one axis, the linear layers see them
 * all at once, and attention runs over texts of equal length together (Devlin et al. 2019, section 3; post-layer-norm).
 *
 * <p>Safe for many threads as long as nobody changes the parameters.
 */
public final class TransformerEncoder implements AutoCloseable {
    /** No prompt lengths: every token of a text is pooled. */
    public static final int[] NO_PROMPTS = {};

    private final Architecture architecture;
    private final boolean normalize;
    private final Device device;
    private final Pooler pooler;
    private final Parameters parameters;

    TransformerEncoder(
            Architecture architecture,
            PoolingSettings pooling,
            boolean normalize,
            Device device,
            Parameters parameters) {
        this.architecture = architecture;
        this.normalize = normalize;
        this.device = device;
        this.pooler = new Pooler(pooling, device);
        this.parameters = parameters;
    }

    /** An encoder whose weights stay in the mapped files where they can: less memory, no training. */
    public static TransformerEncoder forInference(ModelFolder folder, Precision precision, Device device) {
        return new TransformerEncoder(
                folder.architecture(),
                folder.pooling(),
                folder.contract().normalize(),
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
        return new TransformerEncoder(
                folder.architecture(),
                folder.pooling(),
                folder.contract().normalize(),
                device,
                Parameters.forTraining(
                        folder.architecture(), Weights.copied(folder), precision.resolve(device), device));
    }

    /**
     * An encoder over the same weights with leaf parameters of its own, so that two threads may run backward at once, each
     * collecting its own gradients. Valid while this encoder is open; what changes the weights of one changes them of all.
     */
    public TransformerEncoder replica() {
        return new TransformerEncoder(architecture, pooler.settings(), normalize, device, parameters.replica());
    }

    /** The parameters by their Hugging Face names, from the input to the output. */
    public SequencedMap<String, Tensor> parameters() {
        return parameters.tensors();
    }

    public Architecture architecture() {
        return architecture;
    }

    public Device device() {
        return device;
    }

    /** Components of a vector. */
    public int dimension() {
        return architecture.hidden() * pooler.settings().modes().size();
    }

    /**
     * Encodes a batch. Records gradients unless they are switched off.
     *
     * @param promptLengths for each text how many leading tokens are its prompt, or {@link #NO_PROMPTS}
     * @return {@code (texts, dimension)} in 32-bit floats, of length 1 where the model says so, in the order of the batch
     */
    public Tensor encode(TokenBatch batch, int[] promptLengths, Dropout dropout) {
        requireFits(batch);
        return Scoped.run(() -> {
            Runs runs = Runs.of(batch);
            Tensor tokensTH = Scoped.run(() -> embed(batch, runs, dropout));
            for (int layer = 0; layer < architecture.layers(); layer++) {
                Tensor input = tokensTH;
                int index = layer;
                tokensTH = Scoped.run(() -> layer(input, index, runs, dropout));
                input.close();
            }
            Tensor vectorsBD = pooler.pool(tokensTH, runs, promptLengths);
            Tensor orderedBD =
                    runs.isIdentity() ? vectorsBD : vectorsBD.index_select(0, Tensors.ofLongs(runs.inverse(), device));
            return normalize ? Normalization.unit(orderedBD) : orderedBD;
        });
    }

    private Tensor embed(TokenBatch batch, Runs runs, Dropout dropout) {
        Tensor ids = Tensors.ofLongs(runs.ids(batch), device);
        Tensor positions = Tensors.ofLongs(runs.positions(architecture.firstPosition()), device);
        boolean sparse = GradMode.is_enabled();
        Tensor words = torch.embedding(parameters.get("embeddings.word_embeddings.weight"), ids, -1, false, sparse);
        Tensor places = torch.embedding(parameters.get("embeddings.position_embeddings.weight"), positions);
        Tensor type = parameters.get("embeddings.token_type_embeddings.weight").narrow(0, 0, 1);
        Tensor sum = words.add(places).add(type);
        return dropout.apply(norm(sum, "embeddings.LayerNorm"), runs, 0, device);
    }

    private Tensor layer(Tensor inputTH, int index, Runs runs, Dropout dropout) {
        String name = "encoder.layer." + index;
        Tensor contextTH = Scoped.run(() -> attention(inputTH, name + ".attention.self", runs));
        Tensor attended =
                dropout.apply(linear(contextTH, name + ".attention.output.dense"), runs, 1 + 2 * index, device);
        Tensor middle = norm(sum(attended, inputTH), name + ".attention.output.LayerNorm");
        Tensor inner = activate(linear(middle, name + ".intermediate.dense"));
        Tensor output = dropout.apply(linear(inner, name + ".output.dense"), runs, 2 + 2 * index, device);
        return norm(sum(output, middle), name + ".output.LayerNorm");
    }

    /** Self-attention: {@code softmax(Q K^T / sqrt(width)) V} for each head of each text (Vaswani et al. 2017, section 3.2). */
    private Tensor attention(Tensor inputTH, String name, Runs runs) {
        Tensor[] projectedTH = parameters.queryKeyValue(inputTH, name);
        Tensor[] contexts = runs.list().stream()
                .map(run -> Scoped.run(() -> attention(projectedTH, run)))
                .toArray(Tensor[]::new);
        return contexts.length == 1 ? contexts[0] : torch.cat(new TensorVector(contexts), 0);
    }

    private Tensor attention(Tensor[] projectedTH, Runs.Run run) {
        long hidden = architecture.hidden();
        long heads = architecture.heads();
        Tensor[] headsBATW = new Tensor[3];
        for (int i = 0; i < 3; i++) {
            headsBATW[i] = projectedTH[i]
                    .narrow(0, run.firstToken(), run.tokens())
                    .view(run.texts(), run.length(), heads, hidden / heads)
                    .transpose(1, 2);
        }
        return torch.scaled_dot_product_attention(
                        headsBATW[0],
                        headsBATW[1],
                        headsBATW[2],
                        new TensorOptional(),
                        0.0,
                        false,
                        new DoubleOptional(),
                        false)
                .transpose(1, 2)
                .reshape(run.tokens(), hidden);
    }

    /** In place where no gradient needs the old value: saves a pass over memory. */
    private static Tensor sum(Tensor fresh, Tensor other) {
        return GradMode.is_enabled() ? fresh.add(other) : fresh.add_(other);
    }

    private Tensor activate(Tensor fresh) {
        return switch (architecture.activation()) {
            case GELU -> GradMode.is_enabled() ? torch.gelu(fresh) : torch.gelu_(fresh);
            case GELU_TANH -> torch.gelu(fresh, "tanh");
            case RELU -> torch.relu(fresh);
            case SILU -> torch.silu(fresh);
        };
    }

    private Tensor linear(Tensor input, String name) {
        return parameters.linear(input, name);
    }

    private Tensor norm(Tensor input, String name) {
        return torch.layer_norm(
                input,
                new long[] {architecture.hidden()},
                new TensorOptional(parameters.get(name + ".weight")),
                new TensorOptional(parameters.get(name + ".bias")),
                architecture.layerNormEpsilon(),
                true);
    }

    private void requireFits(TokenBatch batch) {
        for (int id : batch.ids()) {
            if (id < 0 || id >= architecture.vocabulary()) {
                throw new BadInputException("token id " + id + " has no row in the word embedding, which has "
                        + architecture.vocabulary() + " rows; do the tokenizer and the weights belong together?");
            }
        }
        for (int length : batch.lengths()) {
            if (length < 1 || length > architecture.maxTokens()) {
                throw new BadInputException(
                        "a text must have 1 .. " + architecture.maxTokens() + " tokens (got: " + length + ")");
            }
        }
    }

    @Override
    public void close() {
        parameters.close();
    }
}
