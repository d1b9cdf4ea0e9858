package dev.isogloss.train;

import dev.isogloss.tokenize.TokenBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The pairs of one step, group after group, the positive first in each.
 *
 * @param language code of the groups' language, or {@code mixed}
 * @param groupSizes pairs of each group
 */
record RerankBatch(int epoch, String language, TokenBatch pairs, int[] groupSizes) implements PreparedStep {
    /**
     * Whole groups that are scored together.
     *
     * @param rows where their pairs stand in the step
     */
    record Part(int[] rows, int[] groupSizes, TokenBatch pairs) {}

    @Override
    public long tokenCount() {
        return pairs.ids().length;
    }

    /**
     * Parts of about equal size, none above {@code budget} tokens unless a single group is; their number is a multiple of
     * {@code lanes} where there are enough groups, so that no lane waits for another.
     */
    List<Part> parts(int budget, int lanes) {
        int[] starts = pairs.starts();
        long rounds = Math.max(1, Math.ceilDiv(tokenCount(), (long) budget * lanes));
        int fair = (int) Math.min(budget, Math.ceilDiv(tokenCount(), rounds * lanes));
        List<Part> parts = new ArrayList<>();
        int firstGroup = 0;
        int firstPair = 0;
        int held = 0;
        int pair = 0;
        for (int group = 0; group < groupSizes.length; group++) {
            int end = pair + groupSizes[group];
            int tokens = (end == starts.length ? pairs.ids().length : starts[end]) - starts[pair];
            if (group > firstGroup && (held + tokens > budget || held + tokens / 2 > fair)) {
                parts.add(part(firstGroup, group, firstPair, pair));
                firstGroup = group;
                firstPair = pair;
                held = 0;
            }
            held += tokens;
            pair = end;
        }
        parts.add(part(firstGroup, groupSizes.length, firstPair, pair));
        return parts;
    }

    private Part part(int firstGroup, int lastGroup, int firstPair, int lastPair) {
        int[] rows = IntStream.range(firstPair, lastPair).toArray();
        return new Part(rows, Arrays.copyOfRange(groupSizes, firstGroup, lastGroup), pairs.select(rows));
    }
}
