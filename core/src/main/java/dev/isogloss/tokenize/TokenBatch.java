package dev.isogloss.tokenize;

import java.util.Arrays;

/**
 * Token ids of several texts on one flat axis, without padding.
 *
 * @param ids all ids, text after text
 * @param lengths how many ids each text has; sums to {@code ids.length}
 * @param untruncated how many each text would have had without the length limit
 * @param types the token type of each id (which segment of a pair it belongs to), or empty where all are 0
 */
public record TokenBatch(int[] ids, int[] lengths, int[] untruncated, int[] types) {
    private static final int[] NO_TYPES = {};

    public TokenBatch {
        int sum = Arrays.stream(lengths).sum();
        if (sum != ids.length || lengths.length != untruncated.length) {
            throw new IllegalArgumentException(
                    "lengths sum to " + sum + " over " + lengths.length + " texts, but there are " + ids.length
                            + " ids and " + untruncated.length + " untruncated lengths");
        }
        if (types.length != 0 && types.length != ids.length) {
            throw new IllegalArgumentException(
                    "there must be no types or one an id, " + ids.length + " (got: " + types.length + ")");
        }
    }

    /** Texts of one segment: every token is of type 0. */
    public TokenBatch(int[] ids, int[] lengths, int[] untruncated) {
        this(ids, lengths, untruncated, NO_TYPES);
    }

    /** The number of texts. */
    public int texts() {
        return lengths.length;
    }

    /** Where each text begins on the flat axis. */
    public int[] starts() {
        int[] starts = new int[lengths.length];
        for (int text = 1; text < starts.length; text++) {
            starts[text] = starts[text - 1] + lengths[text - 1];
        }
        return starts;
    }

    /** Some of the texts, in the given order. */
    public TokenBatch select(int[] texts) {
        int[] starts = starts();
        int[] chosenLengths = Arrays.stream(texts).map(text -> lengths[text]).toArray();
        int[] chosenUntruncated =
                Arrays.stream(texts).map(text -> untruncated[text]).toArray();
        int tokens = Arrays.stream(chosenLengths).sum();
        int[] chosenIds = new int[tokens];
        int[] chosenTypes = types.length == 0 ? NO_TYPES : new int[tokens];
        int at = 0;
        for (int text : texts) {
            System.arraycopy(ids, starts[text], chosenIds, at, lengths[text]);
            if (types.length > 0) {
                System.arraycopy(types, starts[text], chosenTypes, at, lengths[text]);
            }
            at += lengths[text];
        }
        return new TokenBatch(chosenIds, chosenLengths, chosenUntruncated, chosenTypes);
    }
}
