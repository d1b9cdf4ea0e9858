package dev.isogloss.encoder;

import dev.isogloss.checkpoint.LanguageModelFolder;
import dev.isogloss.tokenize.TokenBatch;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a language model reads before a query, and the query, as token ids. Passage, prompt and query are cut into tokens each by
 * itself, so that a query has the same tokens after every passage. Of a sequence that is too long the passage's end is cut; the
 * query only where it leaves no place for a single piece of the passage. Safe for many threads.
 */
public final class LikelihoodTokenizer implements AutoCloseable {
    private static final int[] NOTHING = {};

    private final HuggingFaceTextTokenizer tokenizer;
    private final int maxTokens;
    private final int[] opening;
    private final int[] closing;

    /**
     * A passage with a query after it.
     *
     * @param ids special tokens, passage with prompt, query, special tokens
     * @param firstAsked where the query begins, at least 1
     * @param asked how many tokens the query has
     */
    public record Sequence(int[] ids, int firstAsked, int asked) {
        /** The ids of the query's tokens. */
        public int[] askedIds() {
            return Arrays.copyOfRange(ids, firstAsked, firstAsked + asked);
        }
    }

    /** The tokenizer of a language model; sequences are at most {@code maxTokens} long. */
    public LikelihoodTokenizer(LanguageModelFolder folder, int maxTokens) {
        this.tokenizer = HuggingFaceTextTokenizer.open(folder.body());
        this.maxTokens = maxTokens;
        boolean causal = folder.mask().isEmpty();
        // what ends a text would stand after the query, where a causal model never sees it
        int[] around = tokenizer.tokenize(List.of(""), Integer.MAX_VALUE).ids();
        int before = around.length - Math.min(tokenizer.closingTokens(), around.length);
        this.opening = Arrays.copyOf(around, before);
        this.closing = causal ? NOTHING : Arrays.copyOfRange(around, before, around.length);
    }

    /**
     * Passages with one query after each.
     *
     * @param passages each with what stands before it
     * @param after what stands between passage and query
     */
    public List<Sequence> sequences(List<String> passages, String after, String query) {
        int[] prompt = pieces(after);
        int[] asked = pieces(query);
        return tokenizer.pieces(passages).stream()
                .map(passage -> joined(passage, prompt, asked))
                .toList();
    }

    private int[] pieces(String text) {
        return text.isEmpty() ? NOTHING : tokenizer.pieces(List.of(text)).getFirst();
    }

    private Sequence joined(int[] passage, int[] prompt, int[] query) {
        int room = maxTokens - opening.length - prompt.length - closing.length;
        int asked = Math.min(query.length, room - Math.min(passage.length, 1));
        int read = Math.min(passage.length, room - asked);
        int first = opening.length + read + prompt.length;
        if (asked < 1 || first < 1) {
            throw new IllegalArgumentException("a likelihood needs a query, something before it, and room for both in "
                    + maxTokens + " tokens (got: " + query.length + " tokens after " + first + ")");
        }
        int[] ids = Stream.of(opening, Arrays.copyOf(passage, read), prompt, Arrays.copyOf(query, asked), closing)
                .flatMapToInt(Arrays::stream)
                .toArray();
        return new Sequence(ids, first, asked);
    }

    /** Sequences as a batch. */
    public static TokenBatch batch(List<int[]> sequences) {
        int[] lengths = sequences.stream().mapToInt(ids -> ids.length).toArray();
        return new TokenBatch(sequences.stream().flatMapToInt(Arrays::stream).toArray(), lengths, lengths);
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
