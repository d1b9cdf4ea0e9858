package dev.isogloss.mine;

import dev.isogloss.io.BadInputException;
import java.util.Arrays;
import java.util.Locale;

/**
 * Two cuts on the scale of a pair scorer: below the lower a passage does not answer, from the upper on it does, between them it
 * answers in part.
 *
 * @param partial the lower cut
 * @param relevant the upper cut, at least {@code partial}
 */
public record ScoreThresholds(double partial, double relevant) {
    /** Fewer scores of a kind than this do not place a quantile. */
    public static final int LEAST_SCORES = 20;

    public ScoreThresholds {
        if (!(Double.isFinite(partial) && Double.isFinite(relevant) && partial <= relevant)) {
            throw new IllegalArgumentException(
                    "thresholds must be finite and ascending (got: " + partial + ", " + relevant + ")");
        }
    }

    /**
     * Places the cuts on people's judgments. One cut leaves the share {@code missed} of the relevant passages below it, the other
     * the share {@code accused} of the irrelevant ones above it; whichever is lower is {@link #partial}. Between them is where the
     * two kinds overlap (a bad scorer) or where neither is (a good one).
     *
     * @param irrelevant scores of passages that people judged irrelevant, of queries the scorer never learned from
     * @param relevant scores of passages that people judged relevant, likewise
     * @param missed 0 .. 0.5
     * @param accused 0 .. 0.5
     * @throws BadInputException when there are too few judgments, or the scorer does not tell the two kinds apart
     */
    public static ScoreThresholds calibrate(float[] irrelevant, float[] relevant, double missed, double accused) {
        requireShare("missed", missed);
        requireShare("accused", accused);
        if (irrelevant.length < LEAST_SCORES || relevant.length < LEAST_SCORES) {
            throw new BadInputException("the thresholds of a judge need at least " + LEAST_SCORES
                    + " passages judged irrelevant and as many judged relevant (got: " + irrelevant.length + " and "
                    + relevant.length + "); set the thresholds by hand, or use another judge");
        }
        double separation = separation(irrelevant, relevant);
        if (separation <= 0.5) {
            throw new BadInputException(String.format(
                    Locale.ROOT,
                    "the judge is useless: it scores a relevant passage above an irrelevant one in %.3f of the cases, and"
                            + " chance does so in half of them; train it on more judgments, or use another judge",
                    separation));
        }
        double low = quantile(relevant, missed);
        double high = quantile(irrelevant, 1 - accused);
        return new ScoreThresholds(Math.min(low, high), Math.max(low, high));
    }

    /**
     * How often a relevant passage scores above an irrelevant one, a tie counting half: the area under the curve of hits and false
     * alarms (Hanley and McNeil 1982); 0.5 is chance.
     */
    public static double separation(float[] irrelevant, float[] relevant) {
        float[] sorted = irrelevant.clone();
        Arrays.sort(sorted);
        double won = 0;
        for (float score : relevant) {
            won += (below(sorted, score) + below(sorted, Math.nextUp(score))) / 2.0;
        }
        return won / ((double) irrelevant.length * relevant.length);
    }

    /** The grade of a score. */
    public Grade grade(double score) {
        return score >= relevant ? Grade.RELEVANT : score >= partial ? Grade.PARTIAL : Grade.IRRELEVANT;
    }

    /** How many of ascending values are below a limit. */
    private static int below(float[] sorted, float limit) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < limit) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The value that a share of the scores does not exceed, interpolated between neighbours. */
    private static double quantile(float[] scores, double share) {
        float[] sorted = scores.clone();
        Arrays.sort(sorted);
        double place = share * (sorted.length - 1);
        int lower = (int) Math.floor(place);
        int upper = Math.min(lower + 1, sorted.length - 1);
        return sorted[lower] + (place - lower) * ((double) sorted[upper] - sorted[lower]);
    }

    private static void requireShare(String name, double share) {
        if (!(share >= 0 && share <= 0.5)) {
            throw new IllegalArgumentException(name + " must be 0 .. 0.5 (got: " + share + ")");
        }
    }
}
