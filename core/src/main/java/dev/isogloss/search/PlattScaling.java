package dev.isogloss.search;

/**
 * Scores to probabilities, {@code p = 1 / (1 + exp(a score + b))} (Platt, Probabilistic outputs for support vector machines, 1999).
 *
 * @param a below 0 where larger scores are more probable
 */
public record PlattScaling(double a, double b) {
    private static final int MOST_STEPS = 100;
    private static final double SMALLEST_STEP = 1e-10;
    private static final double RIDGE = 1e-12;
    private static final double ENOUGH = 1e-9;

    public PlattScaling {
        if (!Double.isFinite(a) || !Double.isFinite(b)) {
            throw new IllegalArgumentException("a and b must be finite (got: " + a + ", " + b + ")");
        }
    }

    /**
     * The most likely scaling of judged scores, by Newton's method with backtracking as Lin, Lin and Weng give it (Machine Learning 68,
     * 2007, https://doi.org/10.1007/s10994-007-5018-6), with Platt's targets, which keep probabilities off 0 and 1.
     *
     * @param scores one a judgment, finite
     * @param relevant one a judgment; both kinds must be there
     */
    public static PlattScaling fit(double[] scores, boolean[] relevant) {
        if (scores.length != relevant.length) {
            throw new IllegalArgumentException(
                    "there must be one judgment a score, " + scores.length + " (got: " + relevant.length + ")");
        }
        int positive = 0;
        for (boolean one : relevant) {
            positive += one ? 1 : 0;
        }
        int negative = relevant.length - positive;
        if (positive == 0 || negative == 0) {
            throw new IllegalArgumentException("fitting needs relevant and irrelevant ones (got: " + positive
                    + " relevant, " + negative + " irrelevant)");
        }
        double high = (positive + 1.0) / (positive + 2.0);
        double low = 1 / (negative + 2.0);
        double[] targets = new double[scores.length];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = relevant[i] ? high : low;
        }
        return newton(scores, targets, new PlattScaling(0, Math.log((negative + 1.0) / (positive + 1.0))));
    }

    private static PlattScaling newton(double[] scores, double[] targets, PlattScaling start) {
        PlattScaling now = start;
        double loss = now.loss(scores, targets);
        for (int step = 0; step < MOST_STEPS; step++) {
            double h11 = RIDGE;
            double h22 = RIDGE;
            double h21 = 0;
            double g1 = 0;
            double g2 = 0;
            for (int i = 0; i < scores.length; i++) {
                double p = now.probability(scores[i]);
                double curvature = p * (1 - p);
                h11 += scores[i] * scores[i] * curvature;
                h22 += curvature;
                h21 += scores[i] * curvature;
                g1 += scores[i] * (targets[i] - p);
                g2 += targets[i] - p;
            }
            if (Math.abs(g1) < ENOUGH && Math.abs(g2) < ENOUGH) {
                return now;
            }
            double determinant = h11 * h22 - h21 * h21;
            double da = -(h22 * g1 - h21 * g2) / determinant;
            double db = -(-h21 * g1 + h11 * g2) / determinant;
            double slope = g1 * da + g2 * db;
            double size = 1;
            PlattScaling next = now;
            double nextLoss = loss;
            for (; size >= SMALLEST_STEP; size /= 2) {
                next = new PlattScaling(now.a + size * da, now.b + size * db);
                nextLoss = next.loss(scores, targets);
                if (nextLoss < loss + 1e-4 * size * slope) {
                    break;
                }
            }
            if (size < SMALLEST_STEP) {
                return now; // rounding hides any further gain
            }
            now = next;
            loss = nextLoss;
        }
        return now;
    }

    /** The negative log likelihood of targets. */
    private double loss(double[] scores, double[] targets) {
        double loss = 0;
        for (int i = 0; i < scores.length; i++) {
            double x = a * scores[i] + b;
            // log(1 + exp(x)) - (1 - t) x, without overflow on either side
            loss += x >= 0 ? targets[i] * x + Math.log1p(Math.exp(-x)) : (targets[i] - 1) * x + Math.log1p(Math.exp(x));
        }
        return loss;
    }

    /** The probability that a passage with this score is relevant, 0 .. 1. */
    public double probability(double score) {
        double x = a * score + b;
        return x >= 0 ? Math.exp(-x) / (1 + Math.exp(-x)) : 1 / (1 + Math.exp(x));
    }
}
