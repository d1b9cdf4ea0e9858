package dev.isogloss.encoder;

import dev.isogloss.checkpoint.Architecture;
import dev.isogloss.checkpoint.ClassificationHead;
import dev.isogloss.checkpoint.CrossEncoderFolder;
import dev.isogloss.checkpoint.PoolingMode;
import dev.isogloss.checkpoint.PoolingSettings;
import dev.isogloss.checkpoint.Weights;
import dev.isogloss.tensor.Device;
import dev.isogloss.tensor.Precision;
import dev.isogloss.tensor.Scoped;
import dev.isogloss.tensor.Tensors;
import dev.isogloss.tokenize.TokenBatch;
import java.util.SequencedMap;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A transformer whose first token (or mean) is turned into one score: {@code W2 f(W1 h + b1) + b2} (Devlin et al. 2019, section 4.1;
 * as Hugging Face's sequence classification of the family computes it).
 *
 * <p>Safe for many threads as long as nobody changes the parameters.
 */
public final class CrossEncoderNetwork implements Network {
    private final TransformerBody body;
    private final ClassificationHead head;

    private CrossEncoderNetwork(TransformerBody body, ClassificationHead head) {
        this.body = body;
        this.head = head;
    }

    /** A network whose weights stay in the mapped files where they can: less memory, no training. */
    public static CrossEncoderNetwork forInference(CrossEncoderFolder folder, Precision precision, Device device) {
        Architecture architecture = folder.body().architecture();
        return new CrossEncoderNetwork(
                new TransformerBody(
                        architecture,
                        device,
                        Parameters.forInference(
                                architecture, Weights.mapped(folder), precision.resolve(device), device)),
                folder.head());
    }

    /** A network of which a part can be trained, as {@link TransformerEncoder#forTraining}. */
    public static CrossEncoderNetwork forTraining(
            CrossEncoderFolder folder, Precision precision, Device device, TrainedPart trained) {
        Architecture architecture = folder.body().architecture();
        return new CrossEncoderNetwork(
                new TransformerBody(
                        architecture,
                        device,
                        Parameters.forTraining(
                                architecture, Weights.copied(folder), precision.resolve(device), device, trained)),
                folder.head());
    }

    @Override
    public CrossEncoderNetwork replica() {
        return new CrossEncoderNetwork(body.replica(), head);
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

    /**
     * Scores a batch of pairs. Records gradients unless they are switched off.
     *
     * @param pairs as {@link PairTokenizer} makes them
     * @return {@code (pairs)} in 32-bit floats, in the order of the batch: the logarithm of the odds that the passage answers, which
     *     is the output of a head with one label and the difference "yes" less "no" of one with two
     */
    public Tensor score(TokenBatch pairs, Dropout dropout) {
        return Scoped.run(() -> {
            Runs runs = Runs.of(pairs);
            Tensor tokensTH = body.tokens(pairs, runs, dropout);
            Tensor outputsBL = head(pooled(tokensTH, runs), runs, dropout.withRate(head.dropout()))
                    .to(torch.ScalarType.Float);
            Tensor scoresB = head.labels() == 1
                    ? outputsBL.select(1, 0)
                    : outputsBL.select(1, 1).sub(outputsBL.select(1, 0));
            return runs.isIdentity() ? scoresB : scoresB.index_select(0, Tensors.ofLongs(runs.inverse(), device()));
        });
    }

    private Tensor pooled(Tensor tokensTH, Runs runs) {
        return head.pooling() == PoolingMode.CLS
                ? tokensTH.index_select(0, Tensors.ofLongs(runs.firstTokens(), device()))
                : new Pooler(PoolingSettings.MEAN, device()).pool(tokensTH, runs, TransformerEncoder.NO_PROMPTS);
    }

    private Tensor head(Tensor pooledBH, Runs runs, Dropout dropout) {
        Parameters parameters = body.parameters();
        int place = 1 + 2 * architecture().layers();
        Tensor input = head.dropsInput() ? dropout.applyToTexts(pooledBH, runs, place, device()) : pooledBH;
        Tensor inner = DenseActivations.apply(head.activation(), parameters.linear(input, head.dense()));
        Tensor normed = head.norm()
                .map(name -> parameters.layerNorm(inner, name, architecture().normEpsilon()))
                .orElse(inner);
        return parameters.linear(dropout.applyToTexts(normed, runs, place + 1, device()), head.output());
    }

    @Override
    public void close() {
        body.parameters().close();
    }
}
