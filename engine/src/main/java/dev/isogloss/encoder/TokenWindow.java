package dev.isogloss.encoder;

import dev.isogloss.tokenize.TokenBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Cuts many texts into batches of similar length and bounded size; a pure function of the texts. */
final class TokenWindow {
    /**
     * Some texts of a window.
     *
     * @param texts which
     */
    record Part(int[] texts, TokenBatch batch) {}

    private TokenWindow() {}

    /** Longest first, so that the last batches, for which workers wait, are short. */
    static List<Part> cut(TokenBatch window, int batchTokens) {
        int[] lengths = window.lengths();
        int[] starts = new int[lengths.length];
        for (int text = 1; text < starts.length; text++) {
            starts[text] = starts[text - 1] + lengths[text - 1];
        }
        int[] order = IntStream.range(0, lengths.length)
                .boxed()
                .sorted((a, b) ->
                        lengths[a] != lengths[b] ? Integer.compare(lengths[b], lengths[a]) : Integer.compare(a, b))
                .mapToInt(Integer::intValue)
                .toArray();
        List<Part> parts = new ArrayList<>();
        for (int from = 0; from < order.length; ) {
            int tokens = lengths[order[from]];
            int to = from + 1;
            while (to < order.length && tokens + lengths[order[to]] <= batchTokens) {
                tokens += lengths[order[to]];
                to++;
            }
            parts.add(part(window, starts, Arrays.copyOfRange(order, from, to), tokens));
            from = to;
        }
        return parts;
    }

    private static Part part(TokenBatch window, int[] starts, int[] texts, int tokens) {
        int[] ids = new int[tokens];
        int at = 0;
        for (int text : texts) {
            System.arraycopy(window.ids(), starts[text], ids, at, window.lengths()[text]);
            at += window.lengths()[text];
        }
        return new Part(
                texts,
                new TokenBatch(
                        ids,
                        Arrays.stream(texts).map(text -> window.lengths()[text]).toArray(),
                        Arrays.stream(texts)
                                .map(text -> window.untruncated()[text])
                                .toArray()));
    }
}
