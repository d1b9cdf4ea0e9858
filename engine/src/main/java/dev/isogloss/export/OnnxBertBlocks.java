package dev.isogloss.export;

import dev.isogloss.checkpoint.BertArchitecture;
import dev.isogloss.checkpoint.BertNames;
import dev.isogloss.encoder.DistanceBias;
import dev.isogloss.tensor.Device;
import dev.isogloss.tensor.Tensors;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** BERT's design (Devlin et al. 2019, section 3): attention, then feed-forward, a layer norm after each sum. */
final class OnnxBertBlocks implements OnnxBlocks {
    private final BertArchitecture architecture;
    private final OnnxLayers layers;
    private final OnnxGraph graph;
    private final OnnxInputs inputs;
    private final OnnxAttention attention;
    private final String bias;

    OnnxBertBlocks(BertArchitecture architecture, OnnxLayers layers, OnnxInputs inputs) {
        this.architecture = architecture;
        this.layers = layers;
        this.graph = layers.graph();
        this.inputs = inputs;
        int heads = architecture.heads();
        this.attention = new OnnxAttention(graph, heads, heads, architecture.hidden() / heads);
        String hidden = OnnxAttention.hidden(inputs);
        this.bias = architecture.distanceBuckets() == 0
                ? hidden
                : graph.one("Add", "attention.bias", List.of(distanceBias(), hidden));
    }

    /** MPNet's bias by the distance of two tokens, {@code (1, heads, tokens, tokens)}. */
    private String distanceBias() {
        int farthest = architecture.maxTokens() - 1;
        long[] buckets = IntStream.rangeClosed(-farthest, farthest)
                .mapToLong(distance -> DistanceBias.bucket(distance, architecture.distanceBuckets()))
                .toArray();
        String table = graph.constant(
                "distances.buckets",
                OnnxType.INT64,
                List.of((long) buckets.length),
                () -> Tensors.ofLongs(buckets, Device.CPU));
        String natural = graph.one("Add", "distances.natural", List.of(inputs.distances(), graph.longs(farthest)));
        String rows = graph.one("Gather", "distances.rows", List.of(table, natural));
        String numbers = layers.rows(BertNames.DISTANCES, rows);
        String turned =
                graph.one("Transpose", "distances.turned", List.of(numbers), Map.of("perm", List.of(2L, 0L, 1L)));
        return graph.one("Unsqueeze", "distances.bias", List.of(turned, graph.longs(0)));
    }

    @Override
    public String embed() {
        String words = layers.wordRows(BertNames.WORDS, inputs.ids());
        String places = layers.rows(BertNames.POSITIONS, inputs.positions(architecture.firstPosition()));
        String sum = graph.one("Add", "embeddings.words_and_positions", List.of(words, places));
        if (architecture.types() > 0) {
            String types = inputs.types()
                    .map(numbers -> layers.rows(BertNames.TYPES, numbers))
                    .orElseGet(() -> layers.firstRow(BertNames.TYPES));
            sum = graph.one("Add", "embeddings.sum", List.of(sum, types));
        }
        return norm(sum, BertNames.EMBEDDING_NORM);
    }

    @Override
    public String layer(String input, int index) {
        BertNames.Layer name = architecture.names().layer(index);
        int heads = architecture.heads();
        String context = attention.context(
                attention.forward(attention.split(layers.linear(input, name.query()), heads)),
                attention.forward(attention.split(layers.linear(input, name.key()), heads)),
                attention.forward(attention.split(layers.linear(input, name.value()), heads)),
                bias,
                "layer." + index + ".attention");
        String attended = layers.linear(context, name.attentionOutput());
        String middle =
                norm(graph.one("Add", name.attentionNorm() + ".sum", List.of(attended, input)), name.attentionNorm());
        String inner = layers.activate(layers.linear(middle, name.inner()), architecture.activation());
        String output = layers.linear(inner, name.output());
        return norm(graph.one("Add", name.outputNorm() + ".sum", List.of(output, middle)), name.outputNorm());
    }

    @Override
    public String finish(String tokens) {
        return tokens;
    }

    private String norm(String input, String name) {
        return layers.norm(input, name, architecture.normEpsilon());
    }
}
