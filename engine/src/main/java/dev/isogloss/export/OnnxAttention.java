package dev.isogloss.export;

import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Self-attention over padded batches: {@code softmax(Q K^T / sqrt(width) + bias) V} for each head (Vaswani et al. 2017, section
 * 3.2).
 *
 * @param heads of queries
 * @param keyValueHeads each serves {@code heads / keyValueHeads} query heads
 */
record OnnxAttention(OnnxGraph graph, int heads, int keyValueHeads, int width) {
    /** What is added where nothing may be seen. Finite, so that a row of nothing else is no division of 0 by 0. */
    private static final double NEVER = -Float.MAX_VALUE;

    /** The bias of attention scores that hides padding. */
    static String hidden(OnnxInputs inputs) {
        OnnxGraph graph = inputs.graph();
        return graph.one("Mul", "mask.bias", List.of(inputs.padding(), graph.real(NEVER)));
    }

    /** A bias that hides more: where a condition over {@code (tokens, tokens)} does not hold. */
    static String onlyWhere(OnnxGraph graph, String name, String condition, String bias) {
        String further = graph.one("Where", name + ".own", List.of(condition, graph.real(0), graph.real(NEVER)));
        return graph.one("Add", name, List.of(further, bias));
    }

    /** {@code (texts, tokens, count * width)} to {@code (texts, tokens, count, width)}. */
    String split(String projected, int count) {
        return graph.one("Reshape", projected + ".split", List.of(projected, graph.longs(0, 0, count, width)));
    }

    /** {@code (texts, tokens, count, width)} to {@code (texts, count, tokens, width)}. */
    String forward(String split) {
        return graph.one("Transpose", split + ".heads", List.of(split), Map.of("perm", List.of(0L, 2L, 1L, 3L)));
    }

    /**
     * What each token takes from the tokens that it sees.
     *
     * @param queries {@code (texts, heads, tokens, width)}
     * @param keys {@code (texts, keyValueHeads, tokens, width)}
     * @param values as {@code keys}
     * @param bias broadcast over {@code (texts, heads, tokens, tokens)}
     * @return {@code (texts, tokens, heads * width)}
     */
    String context(String queries, String keys, String values, String bias, String name) {
        String turnedKeys =
                graph.one("Transpose", name + ".keys", List.of(shared(keys)), Map.of("perm", List.of(0L, 1L, 3L, 2L)));
        String products = graph.one("MatMul", name + ".products", List.of(queries, turnedKeys));
        String scores = graph.one("Div", name + ".scores", List.of(products, graph.real(Math.sqrt(width))));
        String masked = graph.one("Add", name + ".masked", List.of(scores, bias));
        String shares = graph.one("Softmax", name + ".shares", List.of(masked), Map.of("axis", -1L));
        String mixed = graph.one("MatMul", name + ".mixed", List.of(shares, shared(values)));
        String turned =
                graph.one("Transpose", name + ".turned", List.of(mixed), Map.of("perm", List.of(0L, 2L, 1L, 3L)));
        return graph.one("Reshape", name + ".context", List.of(turned, graph.longs(0, 0, (long) heads * width)));
    }

    /** Each key and value head as often as query heads share it. */
    private String shared(String few) {
        int group = heads / keyValueHeads;
        if (group == 1) {
            return few;
        }
        String wide = graph.one("Unsqueeze", few + ".wide", List.of(few, graph.longs(2)));
        String often = graph.one("Concat", few + ".often", Collections.nCopies(group, wide), Map.of("axis", 2L));
        return graph.one("Reshape", few + ".shared", List.of(often, graph.longs(0, heads, -1, width)));
    }
}
