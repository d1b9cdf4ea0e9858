package dev.isogloss.checkpoint;

import dev.isogloss.data.Passage;

/**
 * Everything that turns a query and a passage into a score besides the weights; kept as {@code isogloss_pair_contract.json}.
 *
 * @param maxTokens longest pair, special tokens included; of a longer one the passage is cut
 * @param titleJoin between title and text of a passage that has a title
 * @param tokenizerHash SHA-256 of {@code tokenizer.json}
 */
public record PairContract(int maxTokens, String titleJoin, String tokenizerHash) {
    /** Room for the special tokens and a word of each. */
    public static final int LEAST_TOKENS = 8;

    static final String FILE = "isogloss_pair_contract.json";

    public PairContract {
        if (maxTokens < LEAST_TOKENS) {
            throw new IllegalArgumentException(
                    "maxTokens of a pair must be at least " + LEAST_TOKENS + " (got: " + maxTokens + ")");
        }
    }

    /** The same contract with another length. */
    public PairContract withMaxTokens(int tokens) {
        return new PairContract(tokens, titleJoin, tokenizerHash);
    }

    /** The text the network sees for a passage. */
    public String textOf(Passage passage) {
        return passage.title().isBlank() ? passage.text() : passage.title() + titleJoin + passage.text();
    }
}
