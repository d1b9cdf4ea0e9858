package dev.isogloss.train;

import dev.isogloss.encoder.CrossEncoderNetwork;
import dev.isogloss.encoder.Dropout;
import dev.isogloss.loss.RerankLoss;
import dev.isogloss.tensor.Scoped;
import dev.isogloss.tensor.Tensors;
import dev.isogloss.tokenize.TokenBatch;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Lanes of a cross-encoder. A part of a step holds whole groups, so its loss needs no other part: one pass forward and one backward,
 * and only one part's graph a lane is alive at a time.
 */
final class RerankLanes extends NetworkLanes<CrossEncoderNetwork> {
    /** Lanes over one network, which stays the caller's. */
    RerankLanes(CrossEncoderNetwork network, int lanes) {
        super(
                network,
                IntStream.range(1, lanes).mapToObj(_ -> network.replica()).toList());
    }

    /** The mean loss of a step's groups; gradients are added to those that the lanes hold. A part whose loss is not finite adds none. */
    double backward(RerankBatch batch, RerankLoss loss, int chunkTokens, Dropping dropping) {
        List<RerankBatch.Part> parts = batch.parts(chunkTokens, count());
        double[] losses = new double[parts.size()];
        int groups = batch.groupSizes().length;
        run(lane -> {
            for (int at = lane; at < parts.size(); at += count()) {
                losses[at] = backward(network(lane), parts.get(at), loss, groups, dropping);
            }
        });
        return Arrays.stream(losses).sum();
    }

    private static double backward(
            CrossEncoderNetwork network, RerankBatch.Part part, RerankLoss loss, int groups, Dropping dropping) {
        try (PointerScope _ = new PointerScope()) {
            long[] rows = Arrays.stream(part.rows()).asLongStream().toArray();
            Tensor scoresP = network.score(part.pairs(), dropping.of(rows));
            Tensor share = loss.sum(scoresP, part.groupSizes()).mul(new Scalar(1.0 / groups));
            double value = share.item_double();
            if (Double.isFinite(value)) {
                share.backward();
            }
            return value;
        }
    }

    /** The scores of all pairs, without a graph. */
    float[] score(TokenBatch pairs, List<Chunk> chunks) {
        float[] scores = new float[pairs.texts()];
        run(lane -> {
            for (int at = lane; at < chunks.size(); at += count()) {
                Chunk chunk = chunks.get(at);
                try (PointerScope _ = new PointerScope()) {
                    float[] found = Tensors.toFloats(
                            Scoped.withoutGradients(() -> network(lane).score(chunk.tokens(), Dropout.NONE)));
                    for (int i = 0; i < found.length; i++) {
                        scores[chunk.rows()[i]] = found[i];
                    }
                }
            }
        });
        return scores;
    }
}
