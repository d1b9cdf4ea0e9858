package dev.isogloss.encoder;

import dev.isogloss.tensor.Device;
import dev.isogloss.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * MPNet's bias of attention scores (Song et al. 2020, arXiv 2004.09297, after Raffel et al. 2020): one number a head for each bucket
 * of distances; near distances have a bucket each, far ones share buckets that grow with the logarithm, up to 128 tokens.
 */
public final class DistanceBias {
    private static final int FARTHEST = 128;

    private DistanceBias() {}

    /**
     * The bias of each run.
     *
     * @param tableKA {@code (buckets, heads)}
     * @return one {@code (1, heads, length, length)} a run
     */
    static List<Tensor> of(Tensor tableKA, Pass pass) {
        List<Tensor> biases = new ArrayList<>();
        for (Runs.Run run : pass.runs().list()) {
            biases.add(bias(tableKA, run.length(), pass.device()));
        }
        return biases;
    }

    private static Tensor bias(Tensor tableKA, int length, Device device) {
        int buckets = Math.toIntExact(tableKA.size(0));
        long[] bucketOf = new long[2 * length - 1];
        for (int i = 0; i < bucketOf.length; i++) {
            bucketOf[i] = bucket(i - (length - 1), buckets);
        }
        long[] rows = new long[length * length];
        for (int query = 0; query < length; query++) {
            for (int key = 0; key < length; key++) {
                rows[query * length + key] = bucketOf[key - query + length - 1];
            }
        }
        return torch.embedding(tableKA, Tensors.ofLongs(rows, device))
                .view(length, length, tableKA.size(1))
                .permute(2, 0, 1)
                .unsqueeze(0)
                .contiguous();
    }

    /**
     * The bucket of a distance: the first half for keys at or before the query, the second half for keys after it. In 32-bit floats, as
     * the models were trained: a wider format would round some distances into another bucket.
     *
     * @param distance the key's position less the query's
     */
    public static int bucket(int distance, int buckets) {
        int half = buckets / 2;
        int exact = half / 2;
        int side = distance > 0 ? half : 0;
        int far = Math.abs(distance);
        if (far < exact) {
            return side + far;
        }
        float share = (float) Math.log((float) far / exact) / (float) Math.log((double) FARTHEST / exact);
        return side + Math.min(half - 1, exact + (int) (share * (half - exact)));
    }
}
