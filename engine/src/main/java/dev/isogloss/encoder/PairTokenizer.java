package dev.isogloss.encoder;

import dev.isogloss.checkpoint.Architecture;
import dev.isogloss.checkpoint.CrossEncoderFolder;
import dev.isogloss.io.BadInputException;
import dev.isogloss.tokenize.TokenBatch;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Pairs of a query and a passage to token ids. Of a pair that is too long the passage is cut; the query only where it leaves no
 * place for a single piece of the passage. Safe for many threads.
 */
public final class PairTokenizer implements AutoCloseable {
    private final HuggingFaceTextTokenizer tokenizer;
    private final PairTemplate template;
    private final int maxTokens;
    private final boolean typed;

    private PairTokenizer(HuggingFaceTextTokenizer tokenizer, PairTemplate template, int maxTokens, boolean typed) {
        this.tokenizer = tokenizer;
        this.template = template;
        this.maxTokens = maxTokens;
        this.typed = typed;
    }

    /**
     * The pair tokenizer of a cross-encoder.
     *
     * @throws BadInputException when tokenizer and weights do not belong together, or the tokenizer knows no pairs
     */
    public static PairTokenizer open(CrossEncoderFolder folder) {
        Architecture architecture = folder.body().architecture();
        HuggingFaceTextTokenizer tokenizer = HuggingFaceTextTokenizer.open(folder.body());
        try {
            if (tokenizer.vocabularySize() > architecture.vocabulary()) {
                throw new BadInputException(folder.body().path() + ": the tokenizer knows ids up to "
                        + (tokenizer.vocabularySize() - 1) + ", but the word embedding has "
                        + architecture.vocabulary() + " rows; do tokenizer.json and the weights belong together?");
            }
            PairTemplate template = tokenizer.pairTemplate();
            return new PairTokenizer(tokenizer, template, folder.contract().maxTokens(), folder.hasSegments());
        } catch (RuntimeException e) {
            tokenizer.close();
            throw e;
        }
    }

    /**
     * Tokenizes pairs.
     *
     * @param queries as many as passages; a text that comes often is tokenized once
     */
    public TokenBatch tokenize(List<String> queries, List<String> passages) {
        if (queries.size() != passages.size()) {
            throw new IllegalArgumentException("there must be as many queries as passages (got: " + queries.size()
                    + " and " + passages.size() + ")");
        }
        Set<String> texts = new TreeSet<>(queries);
        texts.addAll(passages);
        List<String> distinct = List.copyOf(texts);
        List<int[]> encoded = tokenizer.pieces(distinct);
        Map<String, int[]> byText = new HashMap<>();
        for (int i = 0; i < distinct.size(); i++) {
            byText.put(distinct.get(i), encoded.get(i));
        }
        return joined(pieces(queries, byText), pieces(passages, byText));
    }

    private static List<int[]> pieces(List<String> texts, Map<String, int[]> byText) {
        return texts.stream().map(text -> byText.getOrDefault(text, new int[0])).toList();
    }

    private TokenBatch joined(List<int[]> queries, List<int[]> passages) {
        int pairs = queries.size();
        int room = maxTokens - template.specialTokens();
        int[] first = new int[pairs];
        int[] lengths = new int[pairs];
        int[] untruncated = new int[pairs];
        for (int pair = 0; pair < pairs; pair++) {
            int query = queries.get(pair).length;
            int passage = passages.get(pair).length;
            untruncated[pair] = query + passage + template.specialTokens();
            first[pair] = Math.min(query, room - Math.min(passage, 1));
            lengths[pair] = first[pair] + Math.min(passage, room - first[pair]) + template.specialTokens();
        }
        int[] ids = new int[Arrays.stream(lengths).sum()];
        int[] types = new int[ids.length];
        int at = 0;
        for (int pair = 0; pair < pairs; pair++) {
            int second = lengths[pair] - template.specialTokens() - first[pair];
            int end = at + lengths[pair];
            at = put(template.opening(), template.opening().length, ids, at);
            at = put(queries.get(pair), first[pair], ids, at);
            System.arraycopy(template.betweenTypes(), 0, types, at, template.betweenTypes().length);
            at = put(template.between(), template.between().length, ids, at);
            Arrays.fill(types, at, end, template.secondType());
            at = put(passages.get(pair), second, ids, at);
            at = put(template.closing(), template.closing().length, ids, at);
        }
        return new TokenBatch(ids, lengths, untruncated, typed ? types : new int[0]);
    }

    private static int put(int[] from, int length, int[] to, int at) {
        System.arraycopy(from, 0, to, at, length);
        return at + length;
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
