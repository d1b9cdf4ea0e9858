package dev.isogloss.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** What is lost and what is let in at each threshold. */
public final class PrecisionRecall {
    private PrecisionRecall() {}

    /**
     * What happens when everything that scores at least the threshold is taken.
     *
     * @param precision share of the taken that is relevant, 0 .. 1
     * @param recall share of the relevant that is taken, 0 .. 1
     */
    public record Point(double threshold, double precision, double recall) {}

    /**
     * One point for each distinct score, from the strictest.
     *
     * @param relevant one a score; at least one must be true
     */
    public static List<Point> points(double[] scores, boolean[] relevant) {
        List<Integer> order = IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -scores[i]))
                .toList();
        long all = IntStream.range(0, relevant.length).filter(i -> relevant[i]).count();
        if (all == 0) {
            throw new IllegalArgumentException("recall needs something relevant (got: nothing)");
        }
        List<Point> points = new ArrayList<>();
        int right = 0;
        for (int taken = 1; taken <= order.size(); taken++) {
            int last = order.get(taken - 1);
            right += relevant[last] ? 1 : 0;
            boolean tied = taken < order.size() && scores[order.get(taken)] == scores[last];
            if (!tied) {
                points.add(new Point(scores[last], (double) right / taken, (double) right / all));
            }
        }
        return points;
    }
}
