package dev.isogloss.embed;

import dev.isogloss.data.Passage;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything that turns a text into a vector besides the weights. Saved inside the model, used by train, mine, encode, evaluate
 * and serve alike; a mismatch is an error, never a default.
 *
 * @param queryPrompt put before every query, verbatim
 * @param passagePrompt put before every passage, verbatim
 * @param queryTokens longest query in tokens, special tokens included
 * @param passageTokens longest passage in tokens, special tokens included
 * @param titleJoin between title and text of a passage that has a title
 * @param pooling the modes of {@code 1_Pooling} joined by {@code +}, for example {@code mean}
 * @param includePrompt whether the prompt's tokens are pooled too
 * @param normalize whether vectors have length 1
 * @param tokenizerHash SHA-256 of {@code tokenizer.json}
 * @param goldenTokens token ids of one short probe text per language, so that another tokenizer version is noticed
 */
public record TextContract(
        String queryPrompt,
        String passagePrompt,
        int queryTokens,
        int passageTokens,
        String titleJoin,
        String pooling,
        boolean includePrompt,
        boolean normalize,
        String tokenizerHash,
        SortedMap<String, List<Integer>> goldenTokens) {
    /** Room for the special tokens and a word. */
    public static final int LEAST_TOKENS = 4;

    public TextContract {
        requireLength("queryTokens", queryTokens);
        requireLength("passageTokens", passageTokens);
        goldenTokens = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(goldenTokens));
    }

    private static void requireLength(String name, int tokens) {
        if (tokens < LEAST_TOKENS) {
            throw new IllegalArgumentException(name + " must be at least " + LEAST_TOKENS + " (got: " + tokens + ")");
        }
    }

    /** The text the network sees for a passage, without the prompt. */
    public String textOf(Passage passage) {
        return passage.title().isBlank() ? passage.text() : passage.title() + titleJoin + passage.text();
    }

    public String prompt(Role role) {
        return role == Role.QUERY ? queryPrompt : passagePrompt;
    }

    public int maxTokens(Role role) {
        return role == Role.QUERY ? queryTokens : passageTokens;
    }

    /** The same contract with other lengths. */
    public TextContract withLengths(int newQueryTokens, int newPassageTokens) {
        return new TextContract(
                queryPrompt,
                passagePrompt,
                newQueryTokens,
                newPassageTokens,
                titleJoin,
                pooling,
                includePrompt,
                normalize,
                tokenizerHash,
                goldenTokens);
    }

    /**
     * The same contract with another tokenizer; its golden tokens are not known.
     *
     * @param hash SHA-256 of its {@code tokenizer.json}
     */
    public TextContract withTokenizer(String hash) {
        return new TextContract(
                queryPrompt,
                passagePrompt,
                queryTokens,
                passageTokens,
                titleJoin,
                pooling,
                includePrompt,
                normalize,
                hash,
                new TreeMap<>());
    }

    /** SHA-256 over every component, in hexadecimal: part of every cache key and every result. */
    public String hash() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(toString().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
