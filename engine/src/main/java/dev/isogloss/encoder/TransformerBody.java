package dev.isogloss.encoder;

import dev.isogloss.checkpoint.Architecture;
import dev.isogloss.io.BadInputException;
import dev.isogloss.tensor.Device;
import dev.isogloss.tensor.Scoped;
import dev.isogloss.tensor.Tensors;
import dev.isogloss.tokenize.TokenBatch;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * The transformer of the BERT and RoBERTa families over unpadded batches: all tokens stand on one axis, the linear layers see them
 * all at once, and attention runs over texts of equal length together (Devlin et al. 2019, section 3; post-layer-norm). What is
 * made of the tokens' vectors is the business of a head.
 *
 * <p>Safe for many threads as long as nobody changes the parameters.
 */
final class TransformerBody {
    private final Architecture architecture;
    private final Device device;
    private final Parameters parameters;

    TransformerBody(Architecture architecture, Device device, Parameters parameters) {
        this.architecture = architecture;
        this.device = device;
        this.parameters = parameters;
    }

    Architecture architecture() {
        return architecture;
    }

    Device device() {
        return device;
    }

    Parameters parameters() {
        return parameters;
    }

    /** A body over the same storage with leaf parameters of its own. */
    TransformerBody replica() {
        return new TransformerBody(architecture, device, parameters.replica());
    }

    /**
     * The vectors of all tokens. Records gradients unless they are switched off.
     *
     * @return {@code (tokens, hidden)} in 32-bit floats, text after text as {@code runs} orders them
     */
    Tensor tokens(TokenBatch batch, Runs runs, Dropout dropout) {
        requireFits(batch);
        return Scoped.run(() -> {
            Tensor tokensTH = Scoped.run(() -> embed(batch, runs, dropout));
            for (int layer = 0; layer < architecture.layers(); layer++) {
                Tensor input = tokensTH;
                int index = layer;
                tokensTH = Scoped.run(() -> layer(input, index, runs, dropout));
                input.close();
            }
            return tokensTH;
        });
    }

    private Tensor embed(TokenBatch batch, Runs runs, Dropout dropout) {
        Tensor ids = Tensors.ofLongs(runs.arranged(batch.ids()), device);
        Tensor positions = Tensors.ofLongs(runs.positions(architecture.firstPosition()), device);
        boolean sparse = GradMode.is_enabled();
        Tensor words = torch.embedding(parameters.get("embeddings.word_embeddings.weight"), ids, -1, false, sparse);
        Tensor places = torch.embedding(parameters.get("embeddings.position_embeddings.weight"), positions);
        Tensor sum = words.add(places).add(types(batch, runs));
        return dropout.apply(norm(sum, "embeddings.LayerNorm"), runs, 0, device);
    }

    /** The token types' vectors, {@code (tokens, hidden)}, or one row for all where every token is of type 0. */
    private Tensor types(TokenBatch batch, Runs runs) {
        Tensor table = parameters.get("embeddings.token_type_embeddings.weight");
        return batch.types().length == 0
                ? table.narrow(0, 0, 1)
                : torch.embedding(table, Tensors.ofLongs(runs.arranged(batch.types()), device));
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
        for (int type : batch.types()) {
            if (type < 0 || type >= architecture.types()) {
                throw new BadInputException(
                        "a token type must be 0 .. " + (architecture.types() - 1) + " (got: " + type + ")");
            }
        }
        for (int length : batch.lengths()) {
            if (length < 1 || length > architecture.maxTokens()) {
                throw new BadInputException(
                        "a text must have 1 .. " + architecture.maxTokens() + " tokens (got: " + length + ")");
            }
        }
    }
}
