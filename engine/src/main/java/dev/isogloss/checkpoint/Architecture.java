package dev.isogloss.checkpoint;

/**
 * The shape of an encoder: {@code config.json} as far as the forward pass needs it.
 *
 * @param vocabulary rows of the word embedding; may exceed the tokenizer's vocabulary
 * @param hidden width of a token's vector
 * @param feedForward width inside a feed-forward layer
 * @param positions rows of the position embedding
 * @param types rows of the token type embedding
 * @param hiddenDropout probability in training, as configured
 * @param padId the padding token, which decides where the positions of the RoBERTa families start
 * @param initializerRange standard deviation of fresh weights
 */
public record Architecture(
        Family family,
        int vocabulary,
        int hidden,
        int layers,
        int heads,
        int feedForward,
        int positions,
        int types,
        double layerNormEpsilon,
        Activation activation,
        double hiddenDropout,
        int padId,
        double initializerRange) {
    public Architecture {
        requireAtLeast("vocabulary", vocabulary, 1);
        requireAtLeast("hidden", hidden, 1);
        requireAtLeast("layers", layers, 1);
        requireAtLeast("heads", heads, 1);
        requireAtLeast("feedForward", feedForward, 1);
        requireAtLeast("types", types, 1);
        requireAtLeast("padId", padId, 0);
        if (hidden % heads != 0) {
            throw new IllegalArgumentException(
                    "hidden must be a multiple of heads (got: " + hidden + ", " + heads + ")");
        }
        if (!(hiddenDropout >= 0 && hiddenDropout < 1)) {
            throw new IllegalArgumentException("hiddenDropout must be in [0, 1) (got: " + hiddenDropout + ")");
        }
        if (!(layerNormEpsilon > 0)) {
            throw new IllegalArgumentException("layerNormEpsilon must be positive (got: " + layerNormEpsilon + ")");
        }
        requireAtLeast("positions", positions, (family == Family.BERT ? 0 : padId + 1) + 4);
    }

    /** A BERT with the usual details. */
    public static Architecture bert(int vocabulary, int hidden, int layers, int heads, int feedForward, int positions) {
        return new Architecture(
                Family.BERT,
                vocabulary,
                hidden,
                layers,
                heads,
                feedForward,
                positions,
                2,
                1e-12,
                Activation.GELU,
                0.1,
                0,
                0.02);
    }

    /** The same shape with another number of layers. */
    public Architecture withLayers(int newLayers) {
        return new Architecture(
                family,
                vocabulary,
                hidden,
                newLayers,
                heads,
                feedForward,
                positions,
                types,
                layerNormEpsilon,
                activation,
                hiddenDropout,
                padId,
                initializerRange);
    }

    /** The position of a text's first token: 0 for BERT, one after the padding id for the RoBERTa families. */
    public int firstPosition() {
        return family == Family.BERT ? 0 : padId + 1;
    }

    /** The longest text in tokens that has positions. */
    public int maxTokens() {
        return positions - firstPosition();
    }

    private static void requireAtLeast(String name, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + " (got: " + value + ")");
        }
    }
}
