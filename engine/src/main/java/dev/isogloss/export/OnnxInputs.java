package dev.isogloss.export;

import dev.isogloss.checkpoint.Architecture;
import dev.isogloss.checkpoint.Family;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a graph is given, {@code (texts, tokens)} each, as the family's tokenizers make it. Texts may be padded on either side:
 * positions are counted over the tokens that the mask keeps.
 *
 * @param types absent in families whose tokens are all of one type
 */
record OnnxInputs(OnnxGraph graph, String ids, String mask, Optional<String> types) {
    private static final String[] SHAPE = {"texts", "tokens"};

    /** Declares the inputs of a family. */
    static OnnxInputs declare(OnnxGraph graph, Architecture architecture) {
        return new OnnxInputs(
                graph,
                graph.input("input_ids", OnnxType.INT64, SHAPE),
                graph.input("attention_mask", OnnxType.INT64, SHAPE),
                architecture.family() == Family.BERT
                        ? Optional.of(graph.input("token_type_ids", OnnxType.INT64, SHAPE))
                        : Optional.empty());
    }

    /** {@code max(cumsum(mask) - 1, 0) + first}: padding gets some position, which the mask makes meaningless. */
    String positions(int first) {
        String counted = graph.one("CumSum", "positions.counted", List.of(mask, graph.longs(1)));
        String fromZero = graph.one("Sub", "positions.minus_one", List.of(counted, graph.longs(1)));
        String natural = graph.one("Max", "positions.natural", List.of(fromZero, graph.longs(0)));
        return graph.one("Add", "positions", List.of(natural, graph.longs(first)));
    }

    /** 1 less the mask in floats, {@code (texts, 1, 1, tokens)}: 1 at padding. */
    String padding() {
        String real = graph.cast("mask.float", mask, OnnxType.FLOAT);
        String wide = graph.one("Unsqueeze", "mask.wide", List.of(real, graph.longs(1, 2)));
        return graph.one("Sub", "mask.padding", List.of(graph.real(1), wide));
    }

    /** A key's place less the query's, {@code (tokens, tokens)}, rows for queries; padding counts. */
    String distances() {
        String length = graph.one(
                "Gather",
                "places.length",
                List.of(graph.one("Shape", "places.shape", List.of(ids)), graph.whole(1)),
                Map.of("axis", 0L));
        String places = graph.one("Range", "places", List.of(graph.whole(0), length, graph.whole(1)));
        String keys = graph.one("Unsqueeze", "places.keys", List.of(places, graph.longs(0)));
        String queries = graph.one("Unsqueeze", "places.queries", List.of(places, graph.longs(1)));
        return graph.one("Sub", "places.distances", List.of(keys, queries));
    }
}
