package dev.isogloss.export;

import dev.isogloss.checkpoint.AttentionSpan;
import dev.isogloss.checkpoint.ModernBertArchitecture;
import java.util.List;
import java.util.Map;

/** ModernBERT's design (Warner et al. 2024, arXiv 2412.13663): a norm before attention and one before a gated feed-forward. */
final class OnnxModernBertBlocks implements OnnxBlocks {
    private final ModernBertArchitecture architecture;
    private final OnnxLayers layers;
    private final OnnxGraph graph;
    private final OnnxInputs inputs;
    private final OnnxAttention attention;
    private final String globalBias;
    private final String localBias;
    private final OnnxRotation globalRotation;
    private final OnnxRotation localRotation;

    OnnxModernBertBlocks(ModernBertArchitecture architecture, OnnxLayers layers, OnnxInputs inputs) {
        this.architecture = architecture;
        this.layers = layers;
        this.graph = layers.graph();
        this.inputs = inputs;
        int heads = architecture.heads();
        int width = architecture.hidden() / heads;
        this.attention = new OnnxAttention(graph, heads, heads, width);
        this.globalBias = OnnxAttention.hidden(inputs);
        String apart = graph.one("Abs", "window.apart", List.of(inputs.distances()));
        String near = graph.one("LessOrEqual", "window.near", List.of(apart, graph.longs(architecture.window() / 2)));
        this.localBias = OnnxAttention.onlyWhere(graph, "window.bias", near, globalBias);
        String positions = inputs.positions(0);
        this.globalRotation = new OnnxRotation(graph, positions, width, architecture.globalBase(), "rotation.global");
        this.localRotation = new OnnxRotation(graph, positions, width, architecture.localBase(), "rotation.local");
    }

    @Override
    public String embed() {
        return norm(layers.wordRows(ModernBertArchitecture.WORDS, inputs.ids()), ModernBertArchitecture.EMBEDDING_NORM);
    }

    @Override
    public String layer(String input, int index) {
        ModernBertArchitecture.Layer name = ModernBertArchitecture.Layer.of(index);
        String normed = index == 0 ? input : norm(input, name.attentionNorm());
        String attended = layers.linear(attend(normed, name, index), name.attentionOutput());
        String middle = graph.one("Add", name.attentionOutput() + ".sum", List.of(attended, input));
        List<String> both =
                split(layers.linear(norm(middle, name.innerNorm()), name.inner()), 2, architecture.feedForward());
        String active = layers.activate(both.getFirst(), architecture.activation());
        String gated = graph.one("Mul", name.inner() + ".gated", List.of(active, both.getLast()));
        return graph.one("Add", name.output() + ".sum", List.of(layers.linear(gated, name.output()), middle));
    }

    private String attend(String normed, ModernBertArchitecture.Layer name, int index) {
        boolean full = architecture.spans().get(index) == AttentionSpan.FULL;
        OnnxRotation rotation = full ? globalRotation : localRotation;
        List<String> parts = split(layers.linear(normed, name.queryKeyValue()), 3, architecture.hidden());
        List<String> heads = parts.stream()
                .map(part -> attention.forward(attention.split(part, architecture.heads())))
                .toList();
        return attention.context(
                rotation.turn(heads.get(0)),
                rotation.turn(heads.get(1)),
                heads.get(2),
                full ? globalBias : localBias,
                "layer." + index + ".attention");
    }

    /** Equal parts of the last axis. */
    private List<String> split(String joined, int parts, long width) {
        long[] widths = new long[parts];
        java.util.Arrays.fill(widths, width);
        List<String> names = java.util.stream.IntStream.range(0, parts)
                .mapToObj(part -> joined + ".part" + part)
                .toList();
        return graph.several("Split", names, List.of(joined, graph.longs(widths)), Map.of("axis", -1L));
    }

    @Override
    public String finish(String tokens) {
        return norm(tokens, ModernBertArchitecture.FINAL_NORM);
    }

    private String norm(String input, String name) {
        return layers.norm(input, name, architecture.normEpsilon());
    }
}
