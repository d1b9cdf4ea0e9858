package dev.isogloss.encoder;

import dev.isogloss.tokenize.TokenBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Cuts many texts into batches of similar length and bounded size; a pure function of the texts. */
public final class TokenWindow {
    /**
     * Some texts of a window.
     *
     * @param texts which
     */
    public record Part(int[] texts, TokenBatch batch) {}

    private TokenWindow() {}

    /** Longest first, so that the last batches, for which workers wait, are short. */
    public static List<Part> cut(TokenBatch window, int batchTokens) {
        int[] lengths = window.lengths();
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
            int[] texts = Arrays.copyOfRange(order, from, to);
            parts.add(new Part(texts, window.select(texts)));
            from = to;
        }
        return parts;
    }
}
