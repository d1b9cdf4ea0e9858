package dev.isogloss.train;

import dev.isogloss.encoder.TransformerEncoder;
import dev.isogloss.tensor.Scoped;
import dev.isogloss.tensor.Tensors;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Lanes of an encoder: they turn chunks into vectors. */
final class Lanes extends NetworkLanes<TransformerEncoder> {
    /** Lanes over one encoder, which stays the caller's. */
    Lanes(TransformerEncoder encoder, int lanes) {
        super(
                encoder,
                IntStream.range(1, lanes).mapToObj(_ -> encoder.replica()).toList());
    }

    TransformerEncoder encoder(int lane) {
        return network(lane);
    }

    /** The vectors of all rows, {@code (rows, dimension)}, without a graph. */
    float[][] encode(TokenizedBatch batch, List<Chunk> chunks, Dropping dropping) {
        float[][] vectors = new float[batch.tokens().texts()][];
        run(lane -> {
            for (int at = lane; at < chunks.size(); at += count()) {
                encodeInto(vectors, lane, batch, chunks.get(at), dropping);
            }
        });
        return vectors;
    }

    /** Encodes a chunk without a graph and puts its rows where they belong. */
    void encodeInto(float[][] vectors, int lane, TokenizedBatch batch, Chunk chunk, Dropping dropping) {
        try (PointerScope _ = new PointerScope()) {
            Tensor encoded = Scoped.withoutGradients(() -> encode(lane, batch, chunk, dropping));
            chunk.spread(Tensors.toRows(encoded), vectors);
        }
    }

    /** The vectors of a chunk's rows, in its order. */
    Tensor encode(int lane, TokenizedBatch batch, Chunk chunk, Dropping dropping) {
        long[] rows = java.util.Arrays.stream(chunk.rows()).asLongStream().toArray();
        return encoder(lane)
                .encode(
                        chunk.tokens(),
                        batch.promptLengths(chunk.rows()),
                        batch.languages(chunk.rows()),
                        dropping.of(rows))
                .to(torch.ScalarType.Float);
    }
}
