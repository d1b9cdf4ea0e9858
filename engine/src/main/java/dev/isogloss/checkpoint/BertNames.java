package dev.isogloss.checkpoint;

/**
 * What a family of BERT's design calls its weights and the keys of its {@code config.json}: the only thing that sets DistilBERT's
 * layers apart from BERT's.
 *
 * @param layers what stands before a layer's number
 * @param parts the names within a layer
 * @param keys of {@code config.json}
 */
public record BertNames(String layers, Layer parts, Keys keys) {
    public static final String WORDS = "embeddings.word_embeddings.weight";
    public static final String POSITIONS = "embeddings.position_embeddings.weight";
    public static final String TYPES = "embeddings.token_type_embeddings.weight";
    public static final String EMBEDDING_NORM = "embeddings.LayerNorm";
    public static final String DISTANCES = "encoder.relative_attention_bias.weight";

    /** A layer's linear layers and norms, each without {@code .weight} and {@code .bias}. */
    public record Layer(
            String query,
            String key,
            String value,
            String attentionOutput,
            String attentionNorm,
            String inner,
            String output,
            String outputNorm) {
        private Layer under(String prefix) {
            return new Layer(
                    prefix + query,
                    prefix + key,
                    prefix + value,
                    prefix + attentionOutput,
                    prefix + attentionNorm,
                    prefix + inner,
                    prefix + output,
                    prefix + outputNorm);
        }
    }

    /** Keys of {@code config.json}. */
    public record Keys(
            String hidden,
            String layers,
            String heads,
            String feedForward,
            String activation,
            String dropout,
            String attentionDropout) {
        private static final Keys USUAL = new Keys(
                "hidden_size",
                "num_hidden_layers",
                "num_attention_heads",
                "intermediate_size",
                "hidden_act",
                "hidden_dropout_prob",
                "attention_probs_dropout_prob");
    }

    private static final BertNames BERT = new BertNames(
            "encoder.layer.",
            new Layer(
                    "attention.self.query",
                    "attention.self.key",
                    "attention.self.value",
                    "attention.output.dense",
                    "attention.output.LayerNorm",
                    "intermediate.dense",
                    "output.dense",
                    "output.LayerNorm"),
            Keys.USUAL);

    private static final BertNames DISTILBERT = new BertNames(
            "transformer.layer.",
            new Layer(
                    "attention.q_lin",
                    "attention.k_lin",
                    "attention.v_lin",
                    "attention.out_lin",
                    "sa_layer_norm",
                    "ffn.lin1",
                    "ffn.lin2",
                    "output_layer_norm"),
            new Keys("dim", "n_layers", "n_heads", "hidden_dim", "activation", "dropout", "attention_dropout"));

    private static final BertNames MPNET = new BertNames(
            "encoder.layer.",
            new Layer(
                    "attention.attn.q",
                    "attention.attn.k",
                    "attention.attn.v",
                    "attention.attn.o",
                    "attention.LayerNorm",
                    "intermediate.dense",
                    "output.dense",
                    "output.LayerNorm"),
            Keys.USUAL);

    static BertNames of(Family family) {
        return switch (family) {
            case DISTILBERT -> DISTILBERT;
            case MPNET -> MPNET;
            case BERT, ROBERTA, XLM_ROBERTA -> BERT;
            case MODERNBERT, QWEN3 ->
                throw new IllegalArgumentException("family must be of BERT's design (got: " + family + ")");
        };
    }

    /** The names of one layer, from 0. */
    public Layer layer(int index) {
        return parts.under(layers + index + ".");
    }
}
