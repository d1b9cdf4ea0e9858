package dev.isogloss.checkpoint;

import dev.isogloss.io.BadInputException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * The design of ModernBERT (Warner et al. 2024, arXiv 2412.13663): rotary positions, a norm before each sub-layer, gated
 * feed-forward layers, and layers whose attention sees the whole text among layers that see a window. No biases.
 *
 * @param positions the longest text
 * @param spans of the layers' attention, from the first
 * @param window tokens that a windowed layer sees, half of them on each side
 * @param globalBase of the rotary positions in layers that see all
 * @param localBase of the rotary positions in windowed layers
 */
public record ModernBertArchitecture(
        int vocabulary,
        int hidden,
        List<AttentionSpan> spans,
        int heads,
        int feedForward,
        int positions,
        double normEpsilon,
        Activation activation,
        double hiddenDropout,
        int padId,
        double initializerRange,
        int window,
        double globalBase,
        double localBase)
        implements Architecture {
    public static final String WORDS = "embeddings.tok_embeddings.weight";
    public static final String EMBEDDING_NORM = "embeddings.norm";
    public static final String FINAL_NORM = "final_norm";

    public ModernBertArchitecture {
        spans = List.copyOf(spans);
        Require.atLeast("vocabulary", vocabulary, 1);
        Require.atLeast("hidden", hidden, 1);
        Require.atLeast("layers", spans.size(), 1);
        Require.atLeast("heads", heads, 1);
        Require.atLeast("feedForward", feedForward, 1);
        Require.atLeast("positions", positions, 4);
        Require.atLeast("window", window, 2);
        Require.multiple("hidden", hidden, "twice the heads", 2 * heads);
        Require.dropout("hiddenDropout", hiddenDropout);
        Require.positive("normEpsilon", normEpsilon);
        Require.positive("globalBase", globalBase);
        Require.positive("localBase", localBase);
    }

    /** The names of a layer's parts, each without {@code .weight}. The first layer has no norm before its attention. */
    public record Layer(
            String attentionNorm,
            String queryKeyValue,
            String attentionOutput,
            String innerNorm,
            String inner,
            String output) {
        public static Layer of(int index) {
            String name = "layers." + index + ".";
            return new Layer(
                    name + "attn_norm",
                    name + "attn.Wqkv",
                    name + "attn.Wo",
                    name + "mlp_norm",
                    name + "mlp.Wi",
                    name + "mlp.Wo");
        }
    }

    @Override
    public Family family() {
        return Family.MODERNBERT;
    }

    @Override
    public int layers() {
        return spans.size();
    }

    @Override
    public int maxTokens() {
        return positions;
    }

    @Override
    public int types() {
        return 0;
    }

    @Override
    public ModernBertArchitecture withLayers(int layers) {
        return new ModernBertArchitecture(
                vocabulary,
                hidden,
                AttentionSpan.resized(spans, layers),
                heads,
                feedForward,
                positions,
                normEpsilon,
                activation,
                hiddenDropout,
                padId,
                initializerRange,
                window,
                globalBase,
                localBase);
    }

    @Override
    public ModernBertArchitecture withVocabulary(int words) {
        return new ModernBertArchitecture(
                words,
                hidden,
                spans,
                heads,
                feedForward,
                positions,
                normEpsilon,
                activation,
                hiddenDropout,
                padId,
                initializerRange,
                window,
                globalBase,
                localBase);
    }

    static ModernBertArchitecture read(JsonObject config) {
        for (String bias : List.of("attention_bias", "mlp_bias", "norm_bias")) {
            if (config.flag(bias, false)) {
                throw new BadInputException(config.file() + ": unsupported " + bias + " true; supported: false");
            }
        }
        int layers = config.integer("num_hidden_layers");
        int every = config.integer("global_attn_every_n_layers", 3);
        JsonNode rope = config.node().path("rope_parameters");
        return new ModernBertArchitecture(
                config.integer("vocab_size"),
                config.integer("hidden_size"),
                AttentionSpan.read(config, layers).orElseGet(() -> alternating(layers, every)),
                config.integer("num_attention_heads"),
                config.integer("intermediate_size"),
                config.integer("max_position_embeddings"),
                config.number("norm_eps", 1e-5),
                Activation.read(config, "hidden_activation", "gelu"),
                config.number("mlp_dropout", 0),
                config.integer("pad_token_id", 50283),
                config.number("initializer_range", 0.02),
                config.integer("local_attention", 128),
                RotaryBase.read(config, rope.path(AttentionSpan.FULL.word()), "global_rope_theta", 160_000),
                RotaryBase.read(config, rope.path(AttentionSpan.SLIDING.word()), "local_rope_theta", 10_000));
    }

    /** Every so manieth layer, the first among them, sees the whole text. */
    public static List<AttentionSpan> alternating(int layers, int every) {
        Require.atLeast("global_attn_every_n_layers", every, 1);
        List<AttentionSpan> spans = new ArrayList<>();
        for (int layer = 0; layer < layers; layer++) {
            spans.add(layer % every == 0 ? AttentionSpan.FULL : AttentionSpan.SLIDING);
        }
        return spans;
    }

    Map<String, Object> config() {
        Map<String, Object> values = new TreeMap<>();
        values.put("vocab_size", vocabulary);
        values.put("hidden_size", hidden);
        values.putAll(layerConfig());
        values.put("num_attention_heads", heads);
        values.put("intermediate_size", feedForward);
        values.put("max_position_embeddings", positions);
        values.put("norm_eps", normEpsilon);
        values.put("hidden_activation", activation.configName());
        values.put("mlp_dropout", hiddenDropout);
        values.put("attention_dropout", 0.0);
        values.put("embedding_dropout", 0.0);
        values.put("pad_token_id", padId);
        values.put("initializer_range", initializerRange);
        values.put("local_attention", window);
        values.put(
                "rope_parameters",
                Map.of(
                        AttentionSpan.FULL.word(), Map.of("rope_type", "default", "rope_theta", globalBase),
                        AttentionSpan.SLIDING.word(), Map.of("rope_type", "default", "rope_theta", localBase)));
        values.put("global_rope_theta", globalBase);
        values.put("local_rope_theta", localBase);
        return values;
    }

    Map<String, Object> layerConfig() {
        return Map.of("num_hidden_layers", layers(), "layer_types", AttentionSpan.words(spans));
    }

    SequencedMap<String, List<Long>> shapes() {
        SequencedMap<String, List<Long>> shapes = new LinkedHashMap<>();
        List<Long> norm = List.of((long) hidden);
        shapes.put(WORDS, List.of((long) vocabulary, (long) hidden));
        shapes.put(EMBEDDING_NORM + ".weight", norm);
        for (int layer = 0; layer < layers(); layer++) {
            Layer name = Layer.of(layer);
            if (layer > 0) {
                shapes.put(name.attentionNorm() + ".weight", norm);
            }
            shapes.put(name.queryKeyValue() + ".weight", List.of(3L * hidden, (long) hidden));
            shapes.put(name.attentionOutput() + ".weight", List.of((long) hidden, (long) hidden));
            shapes.put(name.innerNorm() + ".weight", norm);
            shapes.put(name.inner() + ".weight", List.of(2L * feedForward, (long) hidden));
            shapes.put(name.output() + ".weight", List.of((long) hidden, (long) feedForward));
        }
        shapes.put(FINAL_NORM + ".weight", norm);
        return Collections.unmodifiableSequencedMap(shapes);
    }
}
