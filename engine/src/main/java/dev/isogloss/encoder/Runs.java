package dev.isogloss.encoder;

import dev.isogloss.tokenize.TokenBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A batch's texts ordered by length, so that texts of equal length stand side by side and share one attention call. The order of
 * equal lengths is that of the batch.
 */
final class Runs {
    /**
     * Neighbouring texts of equal length.
     *
     * @param firstToken where they begin on the ordered token axis
     */
    record Run(int firstText, int texts, int length, int firstToken) {
        int tokens() {
            return texts * length;
        }
    }

    private final int[] order;
    private final int[] lengths;
    private final List<Run> runs;
    private final int tokens;

    private Runs(int[] order, int[] lengths, List<Run> runs, int tokens) {
        this.order = order;
        this.lengths = lengths;
        this.runs = List.copyOf(runs);
        this.tokens = tokens;
    }

    static Runs of(TokenBatch batch) {
        int[] lengths = batch.lengths();
        int[] order = IntStream.range(0, lengths.length)
                .boxed()
                .sorted((a, b) ->
                        lengths[a] != lengths[b] ? Integer.compare(lengths[a], lengths[b]) : Integer.compare(a, b))
                .mapToInt(Integer::intValue)
                .toArray();
        List<Run> runs = new ArrayList<>();
        int token = 0;
        for (int from = 0; from < order.length; ) {
            int length = lengths[order[from]];
            int to = from;
            while (to < order.length && lengths[order[to]] == length) {
                to++;
            }
            Run run = new Run(from, to - from, length, token);
            runs.add(run);
            token += run.tokens();
            from = to;
        }
        return new Runs(order, lengths, runs, token);
    }

    List<Run> list() {
        return runs;
    }

    int texts() {
        return order.length;
    }

    int tokens() {
        return tokens;
    }

    /** The text of the batch that stands at a position of this order. */
    int text(int position) {
        return order[position];
    }

    /** How many tokens the text at a position of this order has. */
    int length(int position) {
        return lengths[order[position]];
    }

    boolean isIdentity() {
        return IntStream.range(0, order.length).allMatch(position -> order[position] == position);
    }

    /** Values of the batch's flat axis (ids, types), one a token, in this order. */
    long[] arranged(int[] values) {
        int[] starts = new int[order.length];
        for (int text = 1; text < starts.length; text++) {
            starts[text] = starts[text - 1] + lengths[text - 1];
        }
        long[] arranged = new long[tokens];
        int at = 0;
        for (int text : order) {
            for (int i = 0; i < lengths[text]; i++) {
                arranged[at++] = values[starts[text] + i];
            }
        }
        return arranged;
    }

    /** For each text in this order, where its first token stands. */
    long[] firstTokens() {
        long[] first = new long[order.length];
        for (int position = 1; position < first.length; position++) {
            first[position] = first[position - 1] + length(position - 1);
        }
        return first;
    }

    /** The position of each token in its text, in this order. */
    long[] positions(int first) {
        long[] positions = new long[tokens];
        int at = 0;
        for (int text : order) {
            for (int i = 0; i < lengths[text]; i++) {
                positions[at++] = first + i;
            }
        }
        return positions;
    }

    /** For each text of the batch, its position in this order. */
    long[] inverse() {
        long[] inverse = new long[order.length];
        for (int position = 0; position < order.length; position++) {
            inverse[order[position]] = position;
        }
        return inverse;
    }
}
