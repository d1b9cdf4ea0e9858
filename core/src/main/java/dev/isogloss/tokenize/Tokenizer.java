package dev.isogloss.tokenize;

import java.util.List;

/** Text to token ids. Safe for many threads. */
public interface Tokenizer {
    /**
     * Tokenizes with the model's special tokens around each text.
     *
     * @param maxTokens longest result, special tokens included; longer texts are cut before the closing special token
     */
    TokenBatch tokenize(List<String> texts, int maxTokens);

    /** How many special tokens follow every text. */
    int closingTokens();

    /** How many leading tokens of a text are its prompt, as sentence-transformers counts: the prompt by itself less one closing token. */
    default int promptTokens(String prompt, int maxTokens) {
        return prompt.isEmpty() ? 0 : tokenize(List.of(prompt), maxTokens).lengths()[0] - Math.min(1, closingTokens());
    }

    /** One above the largest id this tokenizer can produce. */
    int vocabularySize();

    /** SHA-256 of the tokenizer's definition, in hexadecimal. */
    String hash();
}
