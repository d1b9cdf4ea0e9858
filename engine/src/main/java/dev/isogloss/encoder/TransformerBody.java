package dev.isogloss.encoder;

import dev.isogloss.checkpoint.Architecture;
import dev.isogloss.io.BadInputException;
import dev.isogloss.tensor.Device;
import dev.isogloss.tensor.Scoped;
import dev.isogloss.tokenize.TokenBatch;
import org.bytedeco.pytorch.Tensor;

/**
 * A transformer over unpadded batches: all tokens stand on one axis, the linear layers see them all at once, and attention runs over
 * texts of equal length together. What a layer computes is told by the {@link Blocks} of its design; what is made of the tokens'
 * vectors is the business of a head.
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
            Blocks blocks = Blocks.of(architecture, new Pass(batch, runs, dropout, parameters, device));
            Tensor tokensTH = Scoped.run(blocks::embed);
            for (int layer = 0; layer < architecture.layers(); layer++) {
                Tensor input = tokensTH;
                int index = layer;
                tokensTH = Scoped.run(() -> blocks.layer(input, index));
                input.close();
            }
            return blocks.finish(tokensTH);
        });
    }

    private void requireFits(TokenBatch batch) {
        for (int id : batch.ids()) {
            if (id < 0 || id >= architecture.vocabulary()) {
                throw new BadInputException("token id " + id + " has no row in the word embedding, which has "
                        + architecture.vocabulary() + " rows; do the tokenizer and the weights belong together?");
            }
        }
        for (int type : batch.types()) {
            int most = Math.max(0, architecture.types() - 1);
            if (type < 0 || type > most) {
                throw new BadInputException("a token type must be 0 .. " + most + " (got: " + type + ")");
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
