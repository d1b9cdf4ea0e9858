package dev.isogloss.train;

import dev.isogloss.tokenize.TokenBatch;

/**
 * A step ready to be encoded.
 *
 * @param tokens rows 0 .. B-1 the queries, then the passages
 * @param promptLengths leading tokens of each row that are its prompt, or none where prompts are pooled like the rest
 */
record TokenizedBatch(TextBatch texts, TokenBatch tokens, int[] promptLengths) implements PreparedStep {
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
        int[] selected = new int[promptLengths.length == 0 ? 0 : rows.length];
        for (int i = 0; i < selected.length; i++) {
            selected[i] = promptLengths[rows[i]];
        }
        return selected;
    }
}
