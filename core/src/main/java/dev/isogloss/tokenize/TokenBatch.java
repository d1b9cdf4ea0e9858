package dev.isogloss.tokenize;

import java.util.Arrays;

/**
 * Token ids of several texts on one flat axis, without padding.
 *
 * @param ids all ids, text after text
 * @param lengths how many ids each text has; sums to {@code ids.length}
 * @param untruncated how many each text would have had without the length limit
 */
public record TokenBatch(int[] ids, int[] lengths, int[] untruncated) {
    public TokenBatch {
        int sum = Arrays.stream(lengths).sum();
        if (sum != ids.length || lengths.length != untruncated.length) {
            throw new IllegalArgumentException(
                    "lengths sum to " + sum + " over " + lengths.length + " texts, but there are " + ids.length
                            + " ids and " + untruncated.length + " untruncated lengths");
        }
    }

    /** The number of texts. */
    public int texts() {
        return lengths.length;
    }
}
