package dev.isogloss.encoder;

import dev.isogloss.checkpoint.PoolingMode;
import dev.isogloss.checkpoint.PoolingSettings;
import dev.isogloss.tensor.Device;
import dev.isogloss.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Token vectors to one vector a text, as sentence-transformers' Pooling does it, on an unpadded token axis. */
final class Pooler {
    private final PoolingSettings settings;
    private final Device device;

    Pooler(PoolingSettings settings, Device device) {
        this.settings = settings;
        this.device = device;
    }

    PoolingSettings settings() {
        return settings;
    }

    /**
     * Pools every text.
     *
     * @param tokensTH {@code (tokens, hidden)} in the order of {@code runs}
     * @param promptLengths for each text of the batch, how many leading tokens are its prompt; used only when prompts are not pooled
     * @return {@code (texts, hidden * modes)} in the order of {@code runs}
     */
    Tensor pool(Tensor tokensTH, Runs runs, int[] promptLengths) {
        List<Tensor> parts = new ArrayList<>();
        for (Runs.Run run : runs.list()) {
            Tensor textsBTH = tokensTH.narrow(0, run.firstToken(), run.tokens())
                    .view(run.texts(), run.length(), tokensTH.size(1));
            int[] prompts = IntStream.range(run.firstText(), run.firstText() + run.texts())
                    .map(position -> settings.includePrompt() || promptLengths.length == 0
                            ? 0
                            : promptLengths[runs.text(position)])
                    .toArray();
            int prompt = prompts[0];
            if (IntStream.of(prompts).allMatch(length -> length == prompt)) {
                parts.add(pool(textsBTH, prompt));
            } else {
                for (int text = 0; text < prompts.length; text++) {
                    parts.add(pool(textsBTH.narrow(0, text, 1), prompts[text]));
                }
            }
        }
        return parts.size() == 1 ? parts.getFirst() : torch.cat(new TensorVector(parts.toArray(Tensor[]::new)), 0);
    }

    private Tensor pool(Tensor textsBTH, int promptLength) {
        long length = textsBTH.size(1);
        // A text that is nothing but its prompt is pooled whole: an empty sum would be no vector at all.
        long skipped = promptLength < length ? promptLength : 0;
        Tensor pooledBTH = skipped == 0 ? textsBTH : textsBTH.narrow(1, skipped, length - skipped);
        Tensor[] vectors = settings.modes().stream()
                .map(mode -> pool(mode, textsBTH, pooledBTH, skipped))
                .toArray(Tensor[]::new);
        return vectors.length == 1 ? vectors[0] : torch.cat(new TensorVector(vectors), 1);
    }

    private Tensor pool(PoolingMode mode, Tensor textsBTH, Tensor pooledBTH, long skipped) {
        long length = pooledBTH.size(1);
        return switch (mode) {
            case CLS -> textsBTH.select(1, 0);
            case MAX -> pooledBTH.amax(new long[] {1}, false);
            case MEAN -> pooledBTH.mean(1);
            case MEAN_SQRT_LEN -> pooledBTH.sum(1).mul(new Scalar(1 / Math.sqrt(length)));
            case WEIGHTEDMEAN -> weightedMean(pooledBTH, skipped);
            case LASTTOKEN -> textsBTH.select(1, textsBTH.size(1) - 1);
        };
    }

    private Tensor weightedMean(Tensor pooledBTH, long skipped) {
        int length = Math.toIntExact(pooledBTH.size(1));
        float[] weights = new float[length];
        double sum = 0;
        for (int i = 0; i < length; i++) {
            sum += skipped + i + 1;
        }
        for (int i = 0; i < length; i++) {
            weights[i] = (float) ((skipped + i + 1) / sum);
        }
        return pooledBTH.mul(Tensors.ofFloats(weights, device, 1, length, 1)).sum(1);
    }
}
