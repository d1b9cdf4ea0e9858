package dev.isogloss.encoder;

import ai.djl.huggingface.tokenizers.Encoding;
import dev.isogloss.io.BadInputException;
import java.util.Arrays;

/**
 * The special tokens around the two texts of a pair, and the token types: {@code [CLS] a [SEP] b [SEP]} with types 0 and 1 for BERT,
 * {@code <s> a </s></s> b </s>} for the RoBERTa families.
 *
 * @param opening ids before the first text
 * @param between ids between the texts
 * @param closing ids after the second text
 * @param betweenTypes one an id of {@code between}
 * @param secondType of the second text and of {@code closing}; the first text and {@code opening} are of type 0
 */
record PairTemplate(int[] opening, int[] between, int[] closing, int[] betweenTypes, int secondType) {
    /** Reads the template off the encoding of a pair of twice the same short text of these pieces. */
    static PairTemplate of(Encoding pair, int[] pieces) {
        int[] ids = Arrays.stream(pair.getIds()).mapToInt(Math::toIntExact).toArray();
        int[] types =
                Arrays.stream(pair.getTypeIds()).mapToInt(Math::toIntExact).toArray();
        int first = place(ids, pieces, 0);
        int second = first < 0 ? -1 : place(ids, pieces, first + pieces.length);
        int between = first + pieces.length;
        if (pieces.length == 0 || second <= between || second + pieces.length >= ids.length) {
            throw new BadInputException(
                    "the tokenizer does not say how to join a pair of texts: its post-processor gave "
                            + Arrays.toString(ids) + " for twice " + Arrays.toString(pieces)
                            + "; save the model with a tokenizer of the BERT or XLM-R family");
        }
        return new PairTemplate(
                Arrays.copyOf(ids, first),
                Arrays.copyOfRange(ids, between, second),
                Arrays.copyOfRange(ids, second + pieces.length, ids.length),
                Arrays.copyOfRange(types, between, second),
                types[second]);
    }

    /** How many tokens it adds to the two texts. */
    int specialTokens() {
        return opening.length + between.length + closing.length;
    }

    private static int place(int[] ids, int[] pieces, int from) {
        for (int at = from; at + pieces.length <= ids.length; at++) {
            if (Arrays.equals(ids, at, at + pieces.length, pieces, 0, pieces.length)) {
                return at;
            }
        }
        return -1;
    }
}
