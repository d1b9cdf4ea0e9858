package dev.isogloss.export;

import dev.isogloss.checkpoint.DecoderArchitecture;
import java.util.List;

/** Qwen3's design (Yang et al. 2025, arXiv 2505.09388): attention to what stands before, shared key and value heads. */
final class OnnxDecoderBlocks implements OnnxBlocks {
    private final DecoderArchitecture architecture;
    private final OnnxLayers layers;
    private final OnnxGraph graph;
    private final OnnxInputs inputs;
    private final OnnxAttention attention;
    private final OnnxRotation rotation;
    private final String bias;

    OnnxDecoderBlocks(DecoderArchitecture architecture, OnnxLayers layers, OnnxInputs inputs) {
        this.architecture = architecture;
        this.layers = layers;
        this.graph = layers.graph();
        this.inputs = inputs;
        this.attention =
                new OnnxAttention(graph, architecture.heads(), architecture.keyValueHeads(), architecture.headWidth());
        this.rotation =
                new OnnxRotation(graph, inputs.positions(0), architecture.headWidth(), architecture.base(), "rotation");
        String before = graph.one("LessOrEqual", "causal.before", List.of(inputs.distances(), graph.longs(0)));
        this.bias = OnnxAttention.onlyWhere(graph, "causal.bias", before, OnnxAttention.hidden(inputs));
    }

    @Override
    public String embed() {
        return layers.wordRows(DecoderArchitecture.WORDS, inputs.ids());
    }

    @Override
    public String layer(String input, int index) {
        DecoderArchitecture.Layer name = DecoderArchitecture.Layer.of(index);
        String normed = norm(input, name.attentionNorm());
        String context = attention.context(
                rotation.turn(heads(normed, name.query(), name.queryNorm(), architecture.heads())),
                rotation.turn(heads(normed, name.key(), name.keyNorm(), architecture.keyValueHeads())),
                attention.forward(attention.split(layers.linear(normed, name.value()), architecture.keyValueHeads())),
                bias,
                "layer." + index + ".attention");
        String attended = layers.linear(context, name.attentionOutput());
        String middle = graph.one("Add", name.attentionOutput() + ".sum", List.of(attended, input));
        String middleNormed = norm(middle, name.innerNorm());
        String active = layers.activate(layers.linear(middleNormed, name.gate()), architecture.activation());
        String gated =
                graph.one("Mul", name.inner() + ".gated", List.of(active, layers.linear(middleNormed, name.inner())));
        return graph.one("Add", name.output() + ".sum", List.of(layers.linear(gated, name.output()), middle));
    }

    /** Queries or keys, each head normed by itself, {@code (texts, count, tokens, width)}. */
    private String heads(String normed, String projection, String headNorm, int count) {
        return attention.forward(norm(attention.split(layers.linear(normed, projection), count), headNorm));
    }

    @Override
    public String finish(String tokens) {
        return norm(tokens, DecoderArchitecture.FINAL_NORM);
    }

    private String norm(String input, String name) {
        return layers.rootMeanSquareNorm(input, name, architecture.normEpsilon());
    }
}
