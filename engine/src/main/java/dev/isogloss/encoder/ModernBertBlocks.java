package dev.isogloss.encoder;

import dev.isogloss.checkpoint.AttentionSpan;
import dev.isogloss.checkpoint.ModernBertArchitecture;
import dev.isogloss.tensor.Scoped;
import org.bytedeco.pytorch.Tensor;

/** The layers of ModernBERT (Warner et al. 2024, arXiv 2412.13663): a norm before attention and one before a gated feed-forward. */
final class ModernBertBlocks implements Blocks {
    private final ModernBertArchitecture architecture;
    private final Pass pass;
    private final Attention global;
    private final Attention local;
    private final RotaryPositions globalPositions;
    private final RotaryPositions localPositions;

    ModernBertBlocks(ModernBertArchitecture architecture, Pass pass) {
        this.architecture = architecture;
        this.pass = pass;
        int heads = architecture.heads();
        int width = architecture.hidden() / heads;
        Attention.Heads shape = new Attention.Heads(heads, heads, width);
        this.global = Attention.everywhere(pass.runs(), shape);
        this.local = Attention.windowed(pass.runs(), shape, architecture.window() / 2, pass.device());
        this.globalPositions = new RotaryPositions(pass, width, architecture.globalBase());
        this.localPositions = new RotaryPositions(pass, width, architecture.localBase());
    }

    @Override
    public Tensor embed() {
        return pass.drop(norm(pass.words(ModernBertArchitecture.WORDS), ModernBertArchitecture.EMBEDDING_NORM), 0);
    }

    @Override
    public Tensor layer(Tensor inputTH, int index) {
        ModernBertArchitecture.Layer name = ModernBertArchitecture.Layer.of(index);
        Tensor contextTH = Scoped.run(() -> {
            Tensor normed = index == 0 ? inputTH : norm(inputTH, name.attentionNorm());
            return attention(
                    pass.linear(normed, name.queryKeyValue()),
                    architecture.spans().get(index));
        });
        Tensor attended = pass.drop(pass.linear(contextTH, name.attentionOutput()), 1 + 2 * index);
        Tensor middle = Pass.sum(attended, inputTH);
        Tensor bothT2I = pass.linear(norm(middle, name.innerNorm()), name.inner());
        long inner = architecture.feedForward();
        Tensor active = Pass.activate(architecture.activation(), bothT2I.narrow(1, 0, inner));
        Tensor gated = Pass.product(active, bothT2I.narrow(1, inner, inner));
        Tensor output = pass.drop(pass.linear(gated, name.output()), 2 + 2 * index);
        return Pass.sum(output, middle);
    }

    private Tensor attention(Tensor projectedT3H, AttentionSpan span) {
        long hidden = architecture.hidden();
        RotaryPositions positions = span == AttentionSpan.FULL ? globalPositions : localPositions;
        return (span == AttentionSpan.FULL ? global : local)
                .context(
                        positions.turn(projectedT3H.narrow(1, 0, hidden)),
                        positions.turn(projectedT3H.narrow(1, hidden, hidden)),
                        projectedT3H.narrow(1, 2 * hidden, hidden));
    }

    @Override
    public Tensor finish(Tensor tokensTH) {
        return norm(tokensTH, ModernBertArchitecture.FINAL_NORM);
    }

    private Tensor norm(Tensor input, String name) {
        return pass.layerNorm(input, name, architecture.normEpsilon());
    }
}
