package dev.isogloss.checkpoint;

import dev.isogloss.io.BadInputException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * The design of BERT (Devlin et al. 2019): learned positions, attention among all tokens, a layer norm after each sum. RoBERTa and
 * XLM-R start their positions elsewhere, DistilBERT has no token types, MPNet adds a bias that depends on the distance of two tokens
 * to every attention score.
 *
 * @param positions rows of the position embedding
 * @param types rows of the token type embedding, 0 for none
 * @param padId the padding token, which decides where the positions of the RoBERTa families and MPNet start
 * @param distanceBuckets rows of the relative attention bias, 0 for none
 */
public record BertArchitecture(
        Family family,
        int vocabulary,
        int hidden,
        int layers,
        int heads,
        int feedForward,
        int positions,
        int types,
        double normEpsilon,
        Activation activation,
        double hiddenDropout,
        int padId,
        double initializerRange,
        int distanceBuckets)
        implements Architecture {
    public BertArchitecture {
        Require.atLeast("vocabulary", vocabulary, 1);
        Require.atLeast("hidden", hidden, 1);
        Require.atLeast("layers", layers, 1);
        Require.atLeast("heads", heads, 1);
        Require.atLeast("feedForward", feedForward, 1);
        Require.atLeast("types", types, 0);
        Require.atLeast("padId", padId, 0);
        Require.multiple("hidden", hidden, "heads", heads);
        Require.dropout("hiddenDropout", hiddenDropout);
        Require.positive("normEpsilon", normEpsilon);
        Require.multiple("distanceBuckets", distanceBuckets, "4", 4);
        Require.atLeast("positions", positions, firstPosition(family, padId) + 4);
    }

    /** The position of a text's first token: 0 for BERT and DistilBERT, one after the padding id for the others. */
    public int firstPosition() {
        return firstPosition(family, padId);
    }

    private static int firstPosition(Family family, int padId) {
        return family == Family.BERT || family == Family.DISTILBERT ? 0 : padId + 1;
    }

    @Override
    public int maxTokens() {
        return positions - firstPosition();
    }

    /** What its weights and configuration keys are called. */
    public BertNames names() {
        return BertNames.of(family);
    }

    @Override
    public BertArchitecture withLayers(int newLayers) {
        return new BertArchitecture(
                family,
                vocabulary,
                hidden,
                newLayers,
                heads,
                feedForward,
                positions,
                types,
                normEpsilon,
                activation,
                hiddenDropout,
                padId,
                initializerRange,
                distanceBuckets);
    }

    @Override
    public BertArchitecture withVocabulary(int words) {
        return new BertArchitecture(
                family,
                words,
                hidden,
                layers,
                heads,
                feedForward,
                positions,
                types,
                normEpsilon,
                activation,
                hiddenDropout,
                padId,
                initializerRange,
                distanceBuckets);
    }

    static BertArchitecture read(Family family, JsonObject config) {
        String positions = config.text("position_embedding_type").orElse("absolute");
        if (!positions.equals("absolute")) {
            throw new BadInputException(
                    config.file() + ": unsupported position_embedding_type " + positions + "; supported: absolute");
        }
        if (config.flag("is_decoder", false)) {
            throw new BadInputException(config.file() + ": is_decoder is true; supported: encoders of this family");
        }
        boolean typed = family != Family.DISTILBERT && family != Family.MPNET;
        BertNames.Keys keys = BertNames.of(family).keys();
        return new BertArchitecture(
                family,
                config.integer("vocab_size"),
                config.integer(keys.hidden()),
                config.integer(keys.layers()),
                config.integer(keys.heads()),
                config.integer(keys.feedForward()),
                config.integer("max_position_embeddings"),
                typed ? config.integer("type_vocab_size", 2) : 0,
                config.number("layer_norm_eps", 1e-12),
                Activation.read(config, keys.activation(), "gelu"),
                config.number(keys.dropout(), 0.1),
                config.integer("pad_token_id", family == Family.BERT || family == Family.DISTILBERT ? 0 : 1),
                config.number("initializer_range", 0.02),
                family == Family.MPNET ? config.integer("relative_attention_num_buckets", 32) : 0);
    }

    Map<String, Object> config() {
        BertNames.Keys keys = names().keys();
        Map<String, Object> values = new TreeMap<>();
        values.put("vocab_size", vocabulary);
        values.put(keys.hidden(), hidden);
        values.put(keys.layers(), layers);
        values.put(keys.heads(), heads);
        values.put(keys.feedForward(), feedForward);
        values.put("max_position_embeddings", positions);
        if (types > 0) {
            values.put("type_vocab_size", types);
        }
        if (family != Family.DISTILBERT) {
            values.put("layer_norm_eps", normEpsilon);
            values.put("position_embedding_type", "absolute");
        }
        values.put(keys.activation(), activation.configName());
        values.put(keys.dropout(), hiddenDropout);
        values.put(keys.attentionDropout(), 0.0);
        values.put("pad_token_id", padId);
        values.put("initializer_range", initializerRange);
        if (distanceBuckets > 0) {
            values.put("relative_attention_num_buckets", distanceBuckets);
        }
        return values;
    }

    Map<String, Object> layerConfig() {
        return Map.of(names().keys().layers(), layers);
    }

    SequencedMap<String, List<Long>> shapes() {
        SequencedMap<String, List<Long>> shapes = new LinkedHashMap<>();
        shapes.put(BertNames.WORDS, List.of((long) vocabulary, (long) hidden));
        shapes.put(BertNames.POSITIONS, List.of((long) positions, (long) hidden));
        if (types > 0) {
            shapes.put(BertNames.TYPES, List.of((long) types, (long) hidden));
        }
        WeightShapes.norm(shapes, BertNames.EMBEDDING_NORM, hidden);
        if (distanceBuckets > 0) {
            shapes.put(BertNames.DISTANCES, List.of((long) distanceBuckets, (long) heads));
        }
        for (int layer = 0; layer < layers; layer++) {
            BertNames.Layer name = names().layer(layer);
            WeightShapes.linear(shapes, name.query(), hidden, hidden);
            WeightShapes.linear(shapes, name.key(), hidden, hidden);
            WeightShapes.linear(shapes, name.value(), hidden, hidden);
            WeightShapes.linear(shapes, name.attentionOutput(), hidden, hidden);
            WeightShapes.norm(shapes, name.attentionNorm(), hidden);
            WeightShapes.linear(shapes, name.inner(), feedForward, hidden);
            WeightShapes.linear(shapes, name.output(), hidden, feedForward);
            WeightShapes.norm(shapes, name.outputNorm(), hidden);
        }
        return Collections.unmodifiableSequencedMap(shapes);
    }
}
