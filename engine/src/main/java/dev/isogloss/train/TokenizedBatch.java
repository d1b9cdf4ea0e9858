package dev.isogloss.train;

import dev.isogloss.tokenize.TokenBatch;
import java.util.Arrays;

/**
 * A step ready to be encoded.
 *
 * @param tokens rows 0 .. B-1 the queries, then the passages
 * @param promptLengths leading tokens of each row that are its prompt, or none where prompts are pooled like the rest
 * @param languages row of each text's language in the model's language prompts, or none where it has no such prompts
 */
record TokenizedBatch(TextBatch texts, TokenBatch tokens, int[] promptLengths, int[] languages)
        implements PreparedStep {
    @Override
    public int epoch() {
        return texts.epoch();
    }

    @Override
    public String set() {
        return texts.set();
    }

    @Override
    public String language() {
        return texts.language();
    }

    @Override
    public long tokenCount() {
        return tokens.ids().length;
    }

    /** The prompt lengths of some rows. */
    int[] promptLengths(int[] rows) {
        return selected(promptLengths, rows);
    }

    /** The languages of some rows. */
    int[] languages(int[] rows) {
        return selected(languages, rows);
    }

    private static int[] selected(int[] values, int[] rows) {
        return values.length == 0
                ? values
                : Arrays.stream(rows).map(row -> values[row]).toArray();
    }
}
