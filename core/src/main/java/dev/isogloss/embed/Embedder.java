package dev.isogloss.embed;

import dev.isogloss.data.Language;
import java.util.List;

/**
 * Texts to vectors. This contract keeps the network library out of mining, indexing and serving. Safe for many threads.
 */
public interface Embedder {
    /** Components of a vector. */
    int dimension();

    TextContract contract();

    /**
     * SHA-256 of everything but the {@link #contract()} that decides token ids and vectors, in hexadecimal: the weights and the
     * network's settings.
     */
    String networkHash();

    /**
     * One vector a text, in order. A text's vector depends on the text and the role alone, never on its neighbours.
     *
     * @param texts without prompts; an empty text is allowed
     */
    Embedded embed(List<String> texts, Role role);

    /**
     * The same where the texts' languages are known, on which a passage's vector may depend then.
     *
     * @param languages one a text
     */
    default Embedded embed(List<String> texts, List<Language> languages, Role role) {
        return embed(texts, role);
    }

    /**
     * Vectors of a list of texts.
     *
     * @param vectors row-major, {@code texts x dimension}
     * @param tokens tokens that were encoded
     * @param truncated how many texts lost tokens at the length limit
     */
    record Embedded(float[][] vectors, long tokens, List<Integer> truncated) {}
}
