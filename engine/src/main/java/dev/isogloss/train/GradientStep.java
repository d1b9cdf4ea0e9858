package dev.isogloss.train;

import dev.isogloss.loss.ContrastiveLoss;
import dev.isogloss.loss.ContrastiveTargets;
import dev.isogloss.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;

/**
 * Computes the loss of a batch and collects its gradients in the lanes.
 *
 * <p>The cached path is GradCache (Gao et al. 2021, arXiv 2101.06983): (1) encode every chunk without a graph; (2) the loss and
 * its gradient with respect to the representations; (3) encode every chunk again, now with a graph, and send its rows of that
 * gradient backward. Only one chunk's graph a lane is alive at a time. The replay of (3) is exact because dropout is a function of
 * (seed, step, row, place).
 */
final class GradientStep {
    private final Lanes lanes;
    private final ContrastiveLoss loss;
    private final TrainSettings settings;

    GradientStep(Lanes lanes, ContrastiveLoss loss, TrainSettings settings) {
        this.lanes = lanes;
        this.loss = loss;
        this.settings = settings;
    }

    /** The loss; gradients are added to those that the lanes hold. A loss that is not finite leaves them alone. */
    double run(TokenizedBatch batch, Dropping dropping) {
        boolean cached = switch (settings.gradientCaching()) {
            case ALWAYS -> true;
            case NEVER -> false;
            case AUTO -> batch.tokens().ids().length > settings.chunkTokens();
        };
        return cached ? cached(batch, dropping) : plain(batch, dropping);
    }

    private double plain(TokenizedBatch batch, Dropping dropping) {
        AtomicReference<Double> value = new AtomicReference<>(Double.NaN);
        ContrastiveTargets targets = batch.texts().targets();
        lanes.run(lane -> {
            if (lane == 0) {
                try (PointerScope _ = new PointerScope()) {
                    Tensor rowsRD = lanes.encode(lane, batch, Chunk.whole(batch.tokens()), dropping);
                    Tensor scalar = loss.of(
                            rowsRD.narrow(0, 0, targets.queries()),
                            rowsRD.narrow(0, targets.queries(), targets.passages()),
                            targets);
                    value.set(scalar.item_double());
                    if (Double.isFinite(value.get())) {
                        scalar.backward();
                    }
                }
            }
        });
        return value.get();
    }

    private double cached(TokenizedBatch batch, Dropping dropping) {
        List<Chunk> chunks = Chunk.of(batch.tokens(), settings.chunkTokens(), lanes.count());
        float[][] vectorsRD = lanes.encode(batch, chunks, dropping);
        float[][] gradientsRD = new float[vectorsRD.length][];
        double value = representationGradients(vectorsRD, batch.texts().targets(), gradientsRD);
        if (Double.isFinite(value)) {
            lanes.run(lane -> {
                for (int at = lane; at < chunks.size(); at += lanes.count()) {
                    backward(lane, batch, chunks.get(at), gradientsRD, dropping);
                }
            });
        }
        return value;
    }

    /** The loss; its gradient with respect to each row goes to {@code gradientsRD}. */
    private double representationGradients(float[][] vectorsRD, ContrastiveTargets targets, float[][] gradientsRD) {
        try (PointerScope _ = new PointerScope()) {
            int queries = targets.queries();
            Tensor queriesBD = leaf(Arrays.copyOfRange(vectorsRD, 0, queries));
            Tensor passagesND = leaf(Arrays.copyOfRange(vectorsRD, queries, vectorsRD.length));
            Tensor scalar = loss.of(queriesBD, passagesND, targets);
            scalar.backward();
            System.arraycopy(Tensors.toRows(queriesBD.grad()), 0, gradientsRD, 0, queries);
            System.arraycopy(Tensors.toRows(passagesND.grad()), 0, gradientsRD, queries, targets.passages());
            return scalar.item_double();
        }
    }

    private void backward(int lane, TokenizedBatch batch, Chunk chunk, float[][] gradientsRD, Dropping dropping) {
        float[][] gradients =
                Arrays.stream(chunk.rows()).mapToObj(row -> gradientsRD[row]).toArray(float[][]::new);
        try (PointerScope _ = new PointerScope()) {
            Tensor vectors = lanes.encode(lane, batch, chunk, dropping);
            vectors.backward(matrix(gradients), new BoolOptional(false), false, new TensorArrayRefOptional());
        }
    }

    private Tensor leaf(float[][] rows) {
        return matrix(rows).requires_grad_(true);
    }

    private Tensor matrix(float[][] rows) {
        int dimension = rows[0].length;
        float[] flat = new float[rows.length * dimension];
        for (int row = 0; row < rows.length; row++) {
            System.arraycopy(rows[row], 0, flat, row * dimension, dimension);
        }
        return Tensors.ofFloats(flat, lanes.encoder(0).device(), rows.length, dimension);
    }
}
