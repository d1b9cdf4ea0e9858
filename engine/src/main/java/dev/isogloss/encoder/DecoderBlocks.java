package dev.isogloss.encoder;

import dev.isogloss.checkpoint.DecoderArchitecture;
import dev.isogloss.tensor.Scoped;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** The layers of Qwen3 (Yang et al. 2025, arXiv 2505.09388): attention to what stands before, shared key and value heads. */
final class DecoderBlocks implements Blocks {
    private final DecoderArchitecture architecture;
    private final Pass pass;
    private final Attention attention;
    private final RotaryPositions positions;

    DecoderBlocks(DecoderArchitecture architecture, Pass pass) {
        this.architecture = architecture;
        this.pass = pass;
        this.attention = Attention.backward(
                pass.runs(),
                new Attention.Heads(architecture.heads(), architecture.keyValueHeads(), architecture.headWidth()));
        this.positions = new RotaryPositions(pass, architecture.headWidth(), architecture.base());
    }

    @Override
    public Tensor embed() {
        return pass.words(DecoderArchitecture.WORDS);
    }

    @Override
    public Tensor layer(Tensor inputTH, int index) {
        DecoderArchitecture.Layer name = DecoderArchitecture.Layer.of(index);
        Tensor contextTP = Scoped.run(() -> attention(norm(inputTH, name.attentionNorm()), name));
        Tensor middle = Pass.sum(pass.linear(contextTP, name.attentionOutput()), inputTH);
        Tensor[] both = pass.parameters().linears(norm(middle, name.innerNorm()), List.of(name.gate(), name.inner()));
        Tensor gated = Pass.product(Pass.activate(architecture.activation(), both[0]), both[1]);
        return Pass.sum(pass.linear(gated, name.output()), middle);
    }

    private Tensor attention(Tensor normedTH, DecoderArchitecture.Layer name) {
        Tensor[] projected = pass.parameters().linears(normedTH, List.of(name.query(), name.key(), name.value()));
        return attention.context(
                positions.turn(headNorm(projected[0], name.queryNorm())),
                positions.turn(headNorm(projected[1], name.keyNorm())),
                projected[2]);
    }

    /** The norm of each head by itself. */
    private Tensor headNorm(Tensor projectedTP, String name) {
        long tokens = projectedTP.size(0);
        long width = projectedTP.size(1);
        return norm(projectedTP.view(tokens, width / architecture.headWidth(), architecture.headWidth()), name)
                .view(tokens, width);
    }

    @Override
    public Tensor finish(Tensor tokensTH) {
        return norm(tokensTH, DecoderArchitecture.FINAL_NORM);
    }

    private Tensor norm(Tensor input, String name) {
        return pass.rootMeanSquareNorm(input, name, architecture.normEpsilon());
    }
}
