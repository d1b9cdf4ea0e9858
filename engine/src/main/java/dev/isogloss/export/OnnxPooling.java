package dev.isogloss.export;

import dev.isogloss.checkpoint.PoolingMode;
import java.util.List;
import java.util.Map;

/** Token vectors to one vector a text, as sentence-transformers' Pooling and Normalize do it, over padded batches. */
final class OnnxPooling {
    private static final double LEAST_TOKENS = 1e-9;
    private static final double LEAST_LENGTH = 1e-12;

    private final OnnxGraph graph;
    /** {@code (texts, tokens, hidden)}. */
    private final String tokens;
    /** {@code (texts, tokens)}, whole numbers. */
    private final String mask;
    /** {@code (texts, tokens, 1)}. */
    private final String wide;

    OnnxPooling(OnnxGraph graph, String tokens, String mask) {
        this.graph = graph;
        this.tokens = tokens;
        this.mask = mask;
        String real = graph.cast("pooling.mask", mask, OnnxType.FLOAT);
        this.wide = graph.one("Unsqueeze", "pooling.wide", List.of(real, graph.longs(2)));
    }

    /** {@code (texts, hidden * modes)}. */
    String pool(List<PoolingMode> modes) {
        List<String> parts = modes.stream().map(this::pool).toList();
        return parts.size() == 1 ? parts.getFirst() : graph.one("Concat", "pooling.joined", parts, Map.of("axis", 1L));
    }

    private String pool(PoolingMode mode) {
        String name = "pooling." + mode.word();
        return switch (mode) {
            case CLS -> picked(name, false);
            case LASTTOKEN -> picked(name, true);
            case MAX -> {
                String real = graph.one("Greater", name + ".real", List.of(wide, graph.real(0)));
                String kept = graph.one("Where", name + ".kept", List.of(real, tokens, graph.real(-Float.MAX_VALUE)));
                yield graph.one("ReduceMax", name, List.of(kept), Map.of("axes", List.of(1L), "keepdims", 0L));
            }
            case MEAN -> graph.one("Div", name, List.of(sum(name, wide), atLeast(name, count(name, wide))));
            case MEAN_SQRT_LEN ->
                graph.one(
                        "Div",
                        name,
                        List.of(
                                sum(name, wide),
                                graph.one("Sqrt", name + ".root", List.of(atLeast(name, count(name, wide))))));
            case WEIGHTEDMEAN -> {
                String counted = graph.one("CumSum", name + ".counted", List.of(wide, graph.longs(1)));
                String weights = graph.one("Mul", name + ".weights", List.of(counted, wide));
                yield graph.one("Div", name, List.of(sum(name, weights), atLeast(name, count(name, weights))));
            }
        };
    }

    private String sum(String name, String weights) {
        String weighted = graph.one("Mul", name + ".weighted", List.of(tokens, weights));
        return graph.one("ReduceSum", name + ".sum", List.of(weighted, graph.longs(1)), Map.of("keepdims", 0L));
    }

    private String count(String name, String weights) {
        return graph.one("ReduceSum", name + ".count", List.of(weights, graph.longs(1)), Map.of("keepdims", 0L));
    }

    private String atLeast(String name, String count) {
        return graph.one("Max", name + ".divisor", List.of(count, graph.real(LEAST_TOKENS)));
    }

    /** The first or the last token that the mask keeps. */
    private String picked(String name, boolean last) {
        String place = graph.one(
                "ArgMax",
                name + ".place",
                List.of(mask),
                Map.of("axis", 1L, "keepdims", 1L, "select_last_index", last ? 1L : 0L));
        return graph.one("GatherND", name, List.of(tokens, place), Map.of("batch_dims", 1L));
    }

    /** Each row divided by its Euclidean length. */
    String unit(String vectors) {
        String length =
                graph.one("ReduceL2", "vectors.length", List.of(vectors), Map.of("axes", List.of(1L), "keepdims", 1L));
        String divisor = graph.one("Max", "vectors.divisor", List.of(length, graph.real(LEAST_LENGTH)));
        return graph.one("Div", "vectors.unit", List.of(vectors, divisor));
    }
}
