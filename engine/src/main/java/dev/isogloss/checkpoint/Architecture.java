package dev.isogloss.checkpoint;

/**
 * What an encoder computes: {@code config.json} as far as the forward pass needs it. One record a design; the families of a design
 * differ in names and numbers only.
 */
public sealed interface Architecture permits BertArchitecture, ModernBertArchitecture, DecoderArchitecture {
    Family family();

    /** Rows of the word embedding; may exceed the tokenizer's vocabulary. */
    int vocabulary();

    /** Width of a token's vector. */
    int hidden();

    int layers();

    /** Attention heads of the queries. */
    int heads();

    /** Width inside a feed-forward layer. */
    int feedForward();

    /** The longest text in tokens that has positions. */
    int maxTokens();

    /** Rows of the token type embedding; 0 where the design has none. */
    int types();

    Activation activation();

    /** What the norms add to a variance. */
    double normEpsilon();

    /** Probability in training, as configured. */
    double hiddenDropout();

    /** Standard deviation of fresh weights. */
    double initializerRange();

    /** The same design with the first layers only, or with more of them. */
    Architecture withLayers(int layers);

    /** The same design with another number of words. */
    Architecture withVocabulary(int words);

    /** A BERT with the usual details. */
    static BertArchitecture bert(int vocabulary, int hidden, int layers, int heads, int feedForward, int positions) {
        return new BertArchitecture(
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
                0.02,
                0);
    }
}
