package dev.isogloss.checkpoint;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** The names and shapes of an encoder's weights, as Hugging Face names them, without the family's prefix. */
public final class WeightShapes {
    private WeightShapes() {}

    /** All weights of an architecture, from the input to the output. */
    public static SequencedMap<String, List<Long>> of(Architecture architecture) {
        long hidden = architecture.hidden();
        long inner = architecture.feedForward();
        SequencedMap<String, List<Long>> shapes = new LinkedHashMap<>();
        shapes.put("embeddings.word_embeddings.weight", List.of((long) architecture.vocabulary(), hidden));
        shapes.put("embeddings.position_embeddings.weight", List.of((long) architecture.positions(), hidden));
        shapes.put("embeddings.token_type_embeddings.weight", List.of((long) architecture.types(), hidden));
        norm(shapes, "embeddings.LayerNorm", hidden);
        for (int layer = 0; layer < architecture.layers(); layer++) {
            String name = "encoder.layer." + layer;
            linear(shapes, name + ".attention.self.query", hidden, hidden);
            linear(shapes, name + ".attention.self.key", hidden, hidden);
            linear(shapes, name + ".attention.self.value", hidden, hidden);
            linear(shapes, name + ".attention.output.dense", hidden, hidden);
            norm(shapes, name + ".attention.output.LayerNorm", hidden);
            linear(shapes, name + ".intermediate.dense", inner, hidden);
            linear(shapes, name + ".output.dense", hidden, inner);
            norm(shapes, name + ".output.LayerNorm", hidden);
        }
        return Collections.unmodifiableSequencedMap(shapes);
    }

    private static void linear(SequencedMap<String, List<Long>> shapes, String name, long to, long from) {
        shapes.put(name + ".weight", List.of(to, from));
        shapes.put(name + ".bias", List.of(to));
    }

    private static void norm(SequencedMap<String, List<Long>> shapes, String name, long hidden) {
        shapes.put(name + ".weight", List.of(hidden));
        shapes.put(name + ".bias", List.of(hidden));
    }
}
