package dev.isogloss.checkpoint;

import dev.isogloss.io.BadInputException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * The design of Qwen3 (Yang et al. 2025, arXiv 2505.09388), a language model used as an encoder: attention to what stands before,
 * several query heads to one key and value head, norms of queries and keys, rotary positions, RMS norms before each sub-layer, gated
 * feed-forward layers. No biases.
 *
 * @param keyValueHeads heads of keys and values, each shared by {@code heads / keyValueHeads} query heads
 * @param headWidth width of one head
 * @param positions the longest text
 * @param base of the rotary positions
 */
public record DecoderArchitecture(
        Family family,
        int vocabulary,
        int hidden,
        int layers,
        int heads,
        int keyValueHeads,
        int headWidth,
        int feedForward,
        int positions,
        double normEpsilon,
        Activation activation,
        double initializerRange,
        double base)
        implements Architecture {
    public static final String WORDS = "embed_tokens.weight";
    public static final String FINAL_NORM = "norm";

    public DecoderArchitecture {
        Require.atLeast("vocabulary", vocabulary, 1);
        Require.atLeast("hidden", hidden, 1);
        Require.atLeast("layers", layers, 1);
        Require.atLeast("heads", heads, 1);
        Require.atLeast("keyValueHeads", keyValueHeads, 1);
        Require.atLeast("feedForward", feedForward, 1);
        Require.atLeast("positions", positions, 4);
        Require.multiple("heads", heads, "keyValueHeads", keyValueHeads);
        Require.multiple("headWidth", headWidth, "2", 2);
        Require.positive("headWidth", headWidth);
        Require.positive("normEpsilon", normEpsilon);
        Require.positive("base", base);
    }

    /** The names of a layer's parts, each without {@code .weight}. */
    public record Layer(
            String attentionNorm,
            String query,
            String key,
            String value,
            String queryNorm,
            String keyNorm,
            String attentionOutput,
            String innerNorm,
            String gate,
            String inner,
            String output) {
        public static Layer of(int index) {
            String name = "layers." + index + ".";
            return new Layer(
                    name + "input_layernorm",
                    name + "self_attn.q_proj",
                    name + "self_attn.k_proj",
                    name + "self_attn.v_proj",
                    name + "self_attn.q_norm",
                    name + "self_attn.k_norm",
                    name + "self_attn.o_proj",
                    name + "post_attention_layernorm",
                    name + "mlp.gate_proj",
                    name + "mlp.up_proj",
                    name + "mlp.down_proj");
        }
    }

    @Override
    public int maxTokens() {
        return positions;
    }

    @Override
    public int types() {
        return 0;
    }

    /** Language models of this kind are trained without dropout. */
    @Override
    public double hiddenDropout() {
        return 0;
    }

    @Override
    public DecoderArchitecture withLayers(int newLayers) {
        return new DecoderArchitecture(
                family,
                vocabulary,
                hidden,
                newLayers,
                heads,
                keyValueHeads,
                headWidth,
                feedForward,
                positions,
                normEpsilon,
                activation,
                initializerRange,
                base);
    }

    @Override
    public DecoderArchitecture withVocabulary(int words) {
        return new DecoderArchitecture(
                family,
                words,
                hidden,
                layers,
                heads,
                keyValueHeads,
                headWidth,
                feedForward,
                positions,
                normEpsilon,
                activation,
                initializerRange,
                base);
    }

    static DecoderArchitecture read(Family family, JsonObject config) {
        int layers = config.integer("num_hidden_layers");
        if (config.flag("attention_bias", false)) {
            throw new BadInputException(config.file() + ": unsupported attention_bias true; supported: false");
        }
        boolean sliding = AttentionSpan.read(config, layers)
                .map(spans -> spans.contains(AttentionSpan.SLIDING))
                .orElse(config.flag("use_sliding_window", false) && config.integer("max_window_layers", 28) < layers);
        if (sliding) {
            throw new BadInputException(
                    config.file() + ": unsupported sliding-window attention; supported: full_attention in every layer");
        }
        int heads = config.integer("num_attention_heads");
        return new DecoderArchitecture(
                family,
                config.integer("vocab_size"),
                config.integer("hidden_size"),
                layers,
                heads,
                config.integer("num_key_value_heads", heads),
                config.integer("head_dim", 128),
                config.integer("intermediate_size"),
                config.integer("max_position_embeddings"),
                config.number("rms_norm_eps", 1e-6),
                Activation.read(config, "hidden_act", "silu"),
                config.number("initializer_range", 0.02),
                RotaryBase.read(config, config.node().path("rope_parameters"), "rope_theta", 10_000));
    }

    Map<String, Object> config() {
        Map<String, Object> values = new TreeMap<>();
        values.put("vocab_size", vocabulary);
        values.put("hidden_size", hidden);
        values.putAll(layerConfig());
        values.put("num_attention_heads", heads);
        values.put("num_key_value_heads", keyValueHeads);
        values.put("head_dim", headWidth);
        values.put("intermediate_size", feedForward);
        values.put("max_position_embeddings", positions);
        values.put("rms_norm_eps", normEpsilon);
        values.put("hidden_act", activation.configName());
        values.put("initializer_range", initializerRange);
        values.put("rope_theta", base);
        values.put("rope_parameters", Map.of("rope_type", "default", "rope_theta", base));
        values.put("attention_dropout", 0.0);
        values.put("use_cache", false);
        return values;
    }

    Map<String, Object> layerConfig() {
        return Map.of(
                "num_hidden_layers",
                layers,
                "layer_types",
                AttentionSpan.words(Collections.nCopies(layers, AttentionSpan.FULL)),
                "max_window_layers",
                layers);
    }

    SequencedMap<String, List<Long>> shapes() {
        SequencedMap<String, List<Long>> shapes = new LinkedHashMap<>();
        long width = hidden;
        List<Long> norm = List.of(width);
        List<Long> headNorm = List.of((long) headWidth);
        List<Long> queries = List.of((long) heads * headWidth, width);
        List<Long> keysValues = List.of((long) keyValueHeads * headWidth, width);
        shapes.put(WORDS, List.of((long) vocabulary, width));
        for (int layer = 0; layer < layers; layer++) {
            Layer name = Layer.of(layer);
            shapes.put(name.attentionNorm() + ".weight", norm);
            shapes.put(name.query() + ".weight", queries);
            shapes.put(name.key() + ".weight", keysValues);
            shapes.put(name.value() + ".weight", keysValues);
            shapes.put(name.queryNorm() + ".weight", headNorm);
            shapes.put(name.keyNorm() + ".weight", headNorm);
            shapes.put(name.attentionOutput() + ".weight", List.of(width, (long) heads * headWidth));
            shapes.put(name.innerNorm() + ".weight", norm);
            shapes.put(name.gate() + ".weight", List.of((long) feedForward, width));
            shapes.put(name.inner() + ".weight", List.of((long) feedForward, width));
            shapes.put(name.output() + ".weight", List.of(width, (long) feedForward));
        }
        shapes.put(FINAL_NORM + ".weight", norm);
        return Collections.unmodifiableSequencedMap(shapes);
    }
}
