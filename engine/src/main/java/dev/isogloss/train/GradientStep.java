package dev.isogloss.train;

import dev.isogloss.loss.ContrastiveTargets;
import dev.isogloss.loss.LanguageOffsets;
import dev.isogloss.loss.Objective;
import dev.isogloss.tensor.Scoped;
import dev.isogloss.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.jspecify.annotations.Nullable;

/**
 * Computes the loss of a batch and collects its gradients in the lanes.
 *
 * <p>The cached path is GradCache (Gao et al. 2021, arXiv 2101.06983): (1) encode every chunk without a graph; (2) the loss and
 * its gradient with respect to the representations; (3) encode every chunk again, now with a graph, and send its rows of that
 * gradient backward. Only one chunk's graph a lane is alive at a time; it is that of the lane's last chunk between (1) and (3), which
 * so is encoded once: a batch of no more chunks than lanes costs nothing extra. The replay of (3) is exact because dropout is a function of
 * (seed, step, row, place).
 */
final class GradientStep {
    private final Lanes lanes;
    private final Objective loss;
    private final TrainSettings settings;

    GradientStep(Lanes lanes, Objective loss, TrainSettings settings) {
        this.lanes = lanes;
        this.loss = loss;
        this.settings = settings;
    }

    /** The loss; gradients are added to those that the lanes hold. A loss that is not finite leaves them alone. */
    double run(TokenizedBatch batch, Dropping dropping) {
        return switch (settings.gradientCaching()) {
            case ALWAYS -> cached(batch, dropping);
            case NEVER -> plain(batch, dropping);
        };
    }

    private double plain(TokenizedBatch batch, Dropping dropping) {
        AtomicReference<Double> value = new AtomicReference<>(Double.NaN);
        ContrastiveTargets targets = batch.texts().targets();
        lanes.run(lane -> {
            if (lane == 0) {
                try (PointerScope _ = new PointerScope()) {
                    Tensor rowsRD = lanes.encode(lane, batch, Chunk.whole(batch.tokens()), dropping);
                    Tensor scalar = loss(
                            rowsRD.narrow(0, 0, targets.queries()),
                            rowsRD.narrow(0, targets.queries(), targets.passages()),
                            batch.texts());
                    value.set(scalar.item_double());
                    if (Double.isFinite(value.get())) {
                        scalar.backward();
                    }
                }
            }
        });
        return value.get();
    }

    /** The loss of the vectors as the texts' languages leave them. */
    private Tensor loss(Tensor queriesBD, Tensor passagesND, TextBatch texts) {
        float[][] offsets = texts.offsets();
        if (offsets.length == 0) {
            return loss.of(queriesBD, passagesND, texts.targets(), texts.teaching());
        }
        int queries = texts.targets().queries();
        return loss.of(
                LanguageOffsets.takenOff(queriesBD, Arrays.copyOfRange(offsets, 0, queries)),
                LanguageOffsets.takenOff(passagesND, Arrays.copyOfRange(offsets, queries, offsets.length)),
                texts.targets(),
                texts.teaching());
    }

    private double cached(TokenizedBatch batch, Dropping dropping) {
        List<Chunk> chunks = Chunk.of(batch.tokens(), settings.chunkTokens(), lanes.count());
        float[][] vectorsRD = new float[batch.tokens().texts()][];
        // Memory has room for one graph a lane; so the last chunk of each keeps the one it is encoded with.
        @Nullable Tensor[] kept = new @Nullable Tensor[lanes.count()];
        try {
            lanes.run(lane -> {
                for (int at = lane; at < chunks.size(); at += lanes.count()) {
                    Chunk chunk = chunks.get(at);
                    if (at + lanes.count() < chunks.size()) {
                        lanes.encodeInto(vectorsRD, lane, batch, chunk, dropping);
                    } else {
                        kept[lane] = encodeWithGraph(vectorsRD, lane, batch, chunk, dropping);
                    }
                }
            });
            float[][] gradientsRD = new float[vectorsRD.length][];
            double value = representationGradients(vectorsRD, batch.texts(), gradientsRD);
            if (Double.isFinite(value)) {
                lanes.run(lane -> backward(lane, batch, chunks, kept, gradientsRD, dropping));
            }
            return value;
        } finally {
            for (Tensor tensor : kept) {
                if (tensor != null) {
                    Scoped.release(tensor);
                }
            }
        }
    }

    private Tensor encodeWithGraph(
            float[][] vectorsRD, int lane, TokenizedBatch batch, Chunk chunk, Dropping dropping) {
        try (PointerScope scope = new PointerScope()) {
            Tensor encoded = lanes.encode(lane, batch, chunk, dropping);
            chunk.spread(Tensors.toRows(encoded.detach()), vectorsRD);
            Scoped.keep(encoded);
            scope.detach(encoded);
            return encoded;
        }
    }

    /** The loss; its gradient with respect to each row goes to {@code gradientsRD}. */
    private double representationGradients(float[][] vectorsRD, TextBatch texts, float[][] gradientsRD) {
        try (PointerScope _ = new PointerScope()) {
            int queries = texts.targets().queries();
            Tensor queriesBD = leaf(Arrays.copyOfRange(vectorsRD, 0, queries));
            Tensor passagesND = leaf(Arrays.copyOfRange(vectorsRD, queries, vectorsRD.length));
            Tensor scalar = loss(queriesBD, passagesND, texts);
            scalar.backward();
            System.arraycopy(Tensors.toRows(queriesBD.grad()), 0, gradientsRD, 0, queries);
            System.arraycopy(
                    Tensors.toRows(passagesND.grad()),
                    0,
                    gradientsRD,
                    queries,
                    texts.targets().passages());
            return scalar.item_double();
        }
    }

    /** The lane's chunks backward: first the one whose graph was kept, then the others, each encoded once more. */
    private void backward(
            int lane,
            TokenizedBatch batch,
            List<Chunk> chunks,
            @Nullable Tensor[] kept,
            float[][] gradientsRD,
            Dropping dropping) {
        for (int at = lane + (chunks.size() - 1 - lane) / lanes.count() * lanes.count();
                at >= 0 && at < chunks.size();
                at -= lanes.count()) {
            Chunk chunk = chunks.get(at);
            float[][] gradients = Arrays.stream(chunk.rows())
                    .mapToObj(row -> gradientsRD[row])
                    .toArray(float[][]::new);
            try (PointerScope _ = new PointerScope()) {
                Tensor held = kept[lane];
                kept[lane] = null;
                Tensor vectors = held != null ? held : lanes.encode(lane, batch, chunk, dropping);
                vectors.backward(matrix(gradients), new BoolOptional(false), false, new TensorArrayRefOptional());
                if (held != null) {
                    Scoped.release(held);
                }
            }
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
