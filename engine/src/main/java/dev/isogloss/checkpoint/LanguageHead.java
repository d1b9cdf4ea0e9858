package dev.isogloss.checkpoint;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * What turns a token's vector into the logits of all tokens: the word embedding itself or a matrix of its own, in masked language
 * models after one more dense layer with a norm.
 *
 * @param matrix the linear layer's name, without {@code .weight}
 * @param bias of the logits, where there is one
 */
public record LanguageHead(
        Architecture architecture, String matrix, Optional<Transform> transform, Optional<String> bias) {
    private static final String OWN_MATRIX = "lm_head";

    /** A dense layer and a norm, by their names without {@code .weight} and {@code .bias}. */
    public record Transform(String dense, Activation activation, String norm) {}

    /** The head of a causal language model; {@code tied} where it has no matrix of its own. */
    static LanguageHead causal(Architecture architecture, boolean tied) {
        return new LanguageHead(
                architecture, tied ? words(architecture) : OWN_MATRIX, Optional.empty(), Optional.empty());
    }

    /** The head of a masked language model, tied to the word embedding; empty for families whose head we do not know. */
    static Optional<LanguageHead> masked(Architecture architecture) {
        return switch (architecture.family()) {
            case BERT -> {
                String name = "cls.predictions.";
                yield Optional.of(masked(
                        architecture,
                        new Transform(
                                name + "transform.dense", architecture.activation(), name + "transform.LayerNorm"),
                        name + "bias"));
            }
            case ROBERTA, XLM_ROBERTA ->
                Optional.of(masked(
                        architecture,
                        new Transform("lm_head.dense", Activation.GELU, "lm_head.layer_norm"),
                        "lm_head.bias"));
            case DISTILBERT, MPNET, MODERNBERT, QWEN3 -> Optional.empty();
        };
    }

    private static LanguageHead masked(Architecture architecture, Transform transform, String bias) {
        return new LanguageHead(architecture, words(architecture), Optional.of(transform), Optional.of(bias));
    }

    private static String words(Architecture architecture) {
        return WeightShapes.words(architecture).replaceFirst("\\.weight$", "");
    }

    /** Names and shapes of the weights that the encoder does not have. */
    SequencedMap<String, List<Long>> shapes() {
        long width = architecture.hidden();
        long words = architecture.vocabulary();
        SequencedMap<String, List<Long>> shapes = new LinkedHashMap<>();
        transform.ifPresent(layer -> {
            WeightShapes.linear(shapes, layer.dense(), width, width);
            WeightShapes.norm(shapes, layer.norm(), width);
        });
        if (matrix.equals(OWN_MATRIX)) {
            shapes.put(OWN_MATRIX + ".weight", List.of(words, width));
        }
        bias.ifPresent(name -> shapes.put(name, List.of(words)));
        return Collections.unmodifiableSequencedMap(shapes);
    }
}
