package dev.isogloss.encoder;

import dev.isogloss.checkpoint.Architecture;
import dev.isogloss.checkpoint.LanguageHead;
import dev.isogloss.checkpoint.LanguageModelFolder;
import dev.isogloss.checkpoint.Weights;
import dev.isogloss.tensor.Device;
import dev.isogloss.tensor.Precision;
import dev.isogloss.tensor.Scoped;
import dev.isogloss.tensor.Tensors;
import dev.isogloss.tokenize.TokenBatch;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** A transformer that says how likely tokens are. For inference; safe for many threads. */
public final class LanguageModelNetwork implements AutoCloseable {
    /** Logits that are held at once: 64 MB, however many words a model knows. */
    private static final int MOST_LOGITS = 1 << 24;

    private final TransformerBody body;
    private final LanguageHead head;

    private LanguageModelNetwork(TransformerBody body, LanguageHead head) {
        this.body = body;
        this.head = head;
    }

    /** A network whose weights stay in the mapped files where they can. */
    public static LanguageModelNetwork open(LanguageModelFolder folder, Precision precision, Device device) {
        Architecture architecture = folder.body().architecture();
        Parameters parameters =
                Parameters.forInference(architecture, Weights.mapped(folder), precision.resolve(device), device);
        return new LanguageModelNetwork(new TransformerBody(architecture, device, parameters), folder.head());
    }

    /**
     * The natural logarithms of the probabilities of some tokens.
     *
     * @param places for each text of the batch, which of its tokens' vectors are looked at
     * @param targets for each place, the token whose probability is asked for
     * @return for each text one value a place
     */
    public float[][] logProbabilities(TokenBatch batch, int[][] places, int[][] targets) {
        float[][] found = new float[batch.texts()][];
        try (PointerScope _ = new PointerScope()) {
            Runs runs = Runs.of(batch);
            Tensor tokensTH = Scoped.withoutGradients(() -> body.tokens(batch, runs, Dropout.NONE));
            long[] first = runs.firstTokens();
            for (int position = 0; position < runs.texts(); position++) {
                int text = runs.text(position);
                found[text] = new float[places[text].length];
                long start = first[position];
                int step = Math.max(1, MOST_LOGITS / head.architecture().vocabulary());
                for (int from = 0; from < found[text].length; from += step) {
                    int to = Math.min(found[text].length, from + step);
                    float[] part = part(tokensTH, start, places[text], targets[text], from, to);
                    System.arraycopy(part, 0, found[text], from, part.length);
                }
            }
        }
        return found;
    }

    private float[] part(Tensor tokensTH, long start, int[] places, int[] targets, int from, int to) {
        long[] rows = new long[to - from];
        long[] columns = new long[to - from];
        for (int i = from; i < to; i++) {
            rows[i - from] = start + places[i];
            columns[i - from] = targets[i];
        }
        try (PointerScope _ = new PointerScope()) {
            return Tensors.toFloats(Scoped.withoutGradients(() -> {
                Tensor logitsNV = logits(tokensTH.index_select(0, Tensors.ofLongs(rows, body.device())));
                Tensor targetsN1 = Tensors.ofLongs(columns, body.device()).unsqueeze(1);
                return logitsNV.gather(1, targetsN1).squeeze(1).sub(logitsNV.logsumexp(1));
            }));
        }
    }

    private Tensor logits(Tensor chosenNH) {
        Parameters parameters = body.parameters();
        Tensor input = head.transform()
                .map(layer -> parameters.layerNorm(
                        Pass.activate(layer.activation(), parameters.linear(chosenNH, layer.dense())),
                        layer.norm(),
                        head.architecture().normEpsilon()))
                .orElse(chosenNH);
        Tensor logits = parameters.linear(input, head.matrix());
        return head.bias().map(name -> logits.add(parameters.get(name))).orElse(logits);
    }

    @Override
    public void close() {
        body.parameters().close();
    }
}
