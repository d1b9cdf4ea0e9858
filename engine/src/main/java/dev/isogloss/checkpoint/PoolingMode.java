package dev.isogloss.checkpoint;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** How token vectors become one vector, in the order in which sentence-transformers joins several. */
public enum PoolingMode {
    /** The first token, whatever it is. */
    CLS("cls", "cls_token"),
    MAX("max", "max_tokens"),
    MEAN("mean", "mean_tokens"),
    /** The sum divided by the square root of the number of tokens. */
    MEAN_SQRT_LEN("mean_sqrt_len_tokens", "mean_sqrt_len_tokens"),
    /** The mean weighted with 1, 2, 3, ... from the text's first token. */
    WEIGHTEDMEAN("weightedmean", "weightedmean_tokens"),
    LASTTOKEN("lasttoken", "lasttoken");

    private final String word;
    private final String key;

    PoolingMode(String word, String key) {
        this.word = word;
        this.key = "pooling_mode_" + key;
    }

    /** Its name in {@code pooling_mode}. */
    public String word() {
        return word;
    }

    /** Its key in the older {@code 1_Pooling/config.json}. */
    String key() {
        return key;
    }

    static Optional<PoolingMode> of(String word) {
        return Arrays.stream(values()).filter(mode -> mode.word.equals(word)).findFirst();
    }

    static String known() {
        return Arrays.stream(values()).map(PoolingMode::word).collect(Collectors.joining(", "));
    }
}
