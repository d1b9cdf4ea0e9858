package dev.isogloss.encoder;

import dev.isogloss.tensor.Device;
import dev.isogloss.tensor.Scoped;
import dev.isogloss.tensor.Tensors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Self-attention over unpadded texts: {@code softmax(Q K^T / sqrt(width) + mask) V} for each head of each text (Vaswani et al. 2017,
 * section 3.2), texts of equal length together. Always in 32 bits: the kernel of this library in 16 bits is many times slower on
 * processors. Made for one pass.
 */
final class Attention {
    /** Queries of a windowed text that are computed together: long enough to be fast, short enough to skip most of a long text. */
    private static final int BLOCK = 256;

    /**
     * How a token's projections are cut into heads.
     *
     * @param keyValue heads of keys and values; each serves {@code query / keyValue} query heads
     */
    record Heads(int query, int keyValue, int width) {}

    /**
     * Some queries of a text and the keys that they may see, counted from the text's first token.
     *
     * @param mask added to the scores; empty where all of these keys are seen
     */
    private record Block(int firstQuery, int queries, int firstKey, int keys, TensorOptional mask) {}

    private final Runs runs;
    private final Heads heads;
    private final boolean causal;
    /** For each run, in its order. */
    private final List<List<Block>> blocks;

    private Attention(Runs runs, Heads heads, boolean causal, List<List<Block>> blocks) {
        this.runs = runs;
        this.heads = heads;
        this.causal = causal;
        this.blocks = blocks;
    }

    /** Every token sees its whole text. */
    static Attention everywhere(Runs runs, Heads heads) {
        return new Attention(runs, heads, false, whole(runs));
    }

    /** Every token sees itself and what stands before it. */
    static Attention backward(Runs runs, Heads heads) {
        return new Attention(runs, heads, true, whole(runs));
    }

    /** Every token sees its whole text, with a bias of {@code (1, heads, length, length)} for each run. */
    static Attention biased(Runs runs, Heads heads, List<Tensor> biases) {
        List<List<Block>> blocks = new ArrayList<>();
        for (int run = 0; run < biases.size(); run++) {
            int length = runs.list().get(run).length();
            blocks.add(List.of(new Block(0, length, 0, length, new TensorOptional(biases.get(run)))));
        }
        return new Attention(runs, heads, false, blocks);
    }

    /** Every token sees itself and {@code reach} tokens on each side. */
    static Attention windowed(Runs runs, Heads heads, int reach, Device device) {
        Map<List<Integer>, TensorOptional> masks = new HashMap<>();
        List<List<Block>> blocks = new ArrayList<>();
        for (Runs.Run run : runs.list()) {
            int length = run.length();
            List<Block> ofRun = new ArrayList<>();
            for (int from = 0; from < length; from += BLOCK) {
                int queries = Math.min(BLOCK, length - from);
                int firstKey = Math.max(0, from - reach);
                int keys = Math.min(length, from + queries + reach) - firstKey;
                boolean seesAll = Math.max(queries, keys) - 1 <= reach;
                int before = from - firstKey;
                ofRun.add(new Block(
                        from,
                        queries,
                        firstKey,
                        keys,
                        seesAll
                                ? new TensorOptional()
                                : masks.computeIfAbsent(
                                        List.of(queries, keys, before),
                                        _ -> new TensorOptional(window(queries, keys, before, reach, device)))));
            }
            blocks.add(ofRun);
        }
        return new Attention(runs, heads, false, blocks);
    }

    private static List<List<Block>> whole(Runs runs) {
        return runs.list().stream()
                .map(run -> List.of(new Block(0, run.length(), 0, run.length(), new TensorOptional())))
                .toList();
    }

    /** {@code (queries, keys)}: 0 where a key is within reach, minus infinity elsewhere. */
    private static Tensor window(int queries, int keys, int before, int reach, Device device) {
        float[] mask = new float[queries * keys];
        for (int query = 0; query < queries; query++) {
            for (int key = 0; key < keys; key++) {
                mask[query * keys + key] = Math.abs(key - before - query) <= reach ? 0 : Float.NEGATIVE_INFINITY;
            }
        }
        return Tensors.ofFloats(mask, device, queries, keys);
    }

    /**
     * What each token takes from the tokens that it sees.
     *
     * @param queries {@code (tokens, query heads * width)}
     * @param keys {@code (tokens, key and value heads * width)}
     * @param values as {@code keys}
     * @return {@code (tokens, query heads * width)}
     */
    Tensor context(Tensor queries, Tensor keys, Tensor values) {
        Tensor[] contexts = new Tensor[runs.list().size()];
        for (int i = 0; i < contexts.length; i++) {
            Runs.Run run = runs.list().get(i);
            List<Block> ofRun = blocks.get(i);
            contexts[i] = Scoped.run(() -> context(queries, keys, values, run, ofRun));
        }
        return contexts.length == 1 ? contexts[0] : torch.cat(new TensorVector(contexts), 0);
    }

    private Tensor context(Tensor queries, Tensor keys, Tensor values, Runs.Run run, List<Block> ofRun) {
        Tensor queriesBATW = split(queries, run, heads.query());
        Tensor keysBATW = shared(split(keys, run, heads.keyValue()));
        Tensor valuesBATW = shared(split(values, run, heads.keyValue()));
        Tensor[] parts = new Tensor[ofRun.size()];
        for (int i = 0; i < parts.length; i++) {
            Block block = ofRun.get(i);
            parts[i] = torch.scaled_dot_product_attention(
                    part(queriesBATW, run, block.firstQuery(), block.queries()),
                    part(keysBATW, run, block.firstKey(), block.keys()),
                    part(valuesBATW, run, block.firstKey(), block.keys()),
                    block.mask(),
                    0.0,
                    causal,
                    new DoubleOptional(),
                    false);
        }
        Tensor contextBATW = parts.length == 1 ? parts[0] : torch.cat(new TensorVector(parts), 2);
        return contextBATW.transpose(1, 2).reshape(run.tokens(), (long) heads.query() * heads.width());
    }

    private static Tensor part(Tensor headsBATW, Runs.Run run, int first, int count) {
        return count == run.length() ? headsBATW : headsBATW.narrow(2, first, count);
    }

    private Tensor split(Tensor projected, Runs.Run run, int count) {
        return projected
                .narrow(0, run.firstToken(), run.tokens())
                .view(run.texts(), run.length(), count, heads.width())
                .transpose(1, 2);
    }

    /** Each key and value head as often as query heads share it. */
    private Tensor shared(Tensor headsBKTW) {
        long group = heads.query() / heads.keyValue();
        if (group == 1) {
            return headsBKTW;
        }
        long texts = headsBKTW.size(0);
        long length = headsBKTW.size(2);
        return headsBKTW
                .unsqueeze(2)
                .expand(texts, heads.keyValue(), group, length, heads.width())
                .reshape(texts, heads.query(), length, heads.width());
    }
}
