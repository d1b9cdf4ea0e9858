package dev.isogloss.encoder;

import dev.isogloss.tensor.Device;
import dev.isogloss.tensor.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Dropout without state: the mask of a text is a pure function of (seed, step, row, place in the network), so that encoding a text
 * again, alone or among others, drops the same elements.
 *
 * @param rate probability of dropping, in [0, 1)
 * @param step the training step
 * @param rows for each text of the batch, its number within the step, whatever chunk it is encoded in
 */
public record Dropout(double rate, long seed, long step, long[] rows) {
    /** Drops nothing: for inference. */
    public static final Dropout NONE = new Dropout(0, 0, 0, new long[0]);

    public Dropout {
        if (!(rate >= 0 && rate < 1)) {
            throw new IllegalArgumentException("rate must be in [0, 1) (got: " + rate + ")");
        }
        rows = rows.clone();
    }

    boolean isActive() {
        return rate > 0;
    }

    /**
     * {@code x} with dropped elements 0 and the others divided by (1 - rate).
     *
     * @param tokensTH {@code (tokens, hidden)}, text after text as {@code runs} orders them
     * @param place which of the network's dropouts this is
     */
    Tensor apply(Tensor tokensTH, Runs runs, int place, Device device) {
        return isActive() ? tokensTH.mul(mask(tokensTH.size(1), runs, place, device, false)) : tokensTH;
    }

    /** As {@link #apply}, of one vector a text, {@code (texts, hidden)}. */
    Tensor applyToTexts(Tensor textsBH, Runs runs, int place, Device device) {
        return isActive() ? textsBH.mul(mask(textsBH.size(1), runs, place, device, true)) : textsBH;
    }

    /** The same mask at another rate; none where nothing is dropped. */
    Dropout withRate(double newRate) {
        return isActive() ? new Dropout(newRate, seed, step, rows) : this;
    }

    private Tensor mask(long hidden, Runs runs, int place, Device device, boolean oneRowAText) {
        if (rows.length != runs.texts()) {
            throw new IllegalArgumentException("dropout needs a row number for each text (got: " + rows.length + " for "
                    + runs.texts() + " texts)");
        }
        Tensor mask = torch.empty(
                new long[] {oneRowAText ? runs.texts() : runs.tokens(), hidden},
                new TensorOptions(ScalarType.Float),
                null);
        try (PointerScope _ = new PointerScope()) {
            long start = 0;
            for (int position = 0; position < runs.texts(); position++) {
                int length = oneRowAText ? 1 : runs.length(position);
                long key = mix(mix(mix(mix(seed) ^ step) ^ rows[runs.text(position)]) ^ place);
                Tensor kept = mask.narrow(0, start, length)
                        .bernoulli_(1 - rate, new GeneratorOptional(torch.make_generator_cpu(key)));
                start += kept.size(0);
            }
            Tensor scaled = mask.mul_(new Scalar(1 / (1 - rate)));
            assert scaled.numel() == mask.numel();
        }
        return Tensors.on(mask, device);
    }

    /** The finalizer of SplitMix64. */
    private static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
