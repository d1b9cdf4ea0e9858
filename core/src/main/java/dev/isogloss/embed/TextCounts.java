package dev.isogloss.embed;

import dev.isogloss.data.Language;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How many texts of each language were encoded, and how many of them lost their end to the length limit.
 *
 * @param tokens encoded, special tokens included
 * @param texts by language code
 * @param truncated by language code; languages that lost nothing are not listed
 */
public record TextCounts(long tokens, SortedMap<String, Integer> texts, SortedMap<String, Integer> truncated) {
    /** Nothing yet. */
    public static final TextCounts NONE = new TextCounts(0, new TreeMap<>(), new TreeMap<>());

    public TextCounts {
        texts = Collections.unmodifiableSortedMap(new TreeMap<>(texts));
        truncated = Collections.unmodifiableSortedMap(new TreeMap<>(truncated));
    }

    /** Both together. */
    public TextCounts plus(TextCounts other) {
        return new TextCounts(tokens + other.tokens, sum(texts, other.texts), sum(truncated, other.truncated));
    }

    /** How many texts of all languages lost their end. */
    public int truncatedTexts() {
        return truncated.values().stream().mapToInt(Integer::intValue).sum();
    }

    static TextCounts one(Language language, boolean cut) {
        return new TextCounts(
                0,
                new TreeMap<>(java.util.Map.of(language.code(), 1)),
                cut ? new TreeMap<>(java.util.Map.of(language.code(), 1)) : new TreeMap<>());
    }

    private static SortedMap<String, Integer> sum(SortedMap<String, Integer> left, SortedMap<String, Integer> right) {
        SortedMap<String, Integer> sum = new TreeMap<>(left);
        right.forEach((language, count) -> sum.merge(language, count, Integer::sum));
        return sum;
    }
}
