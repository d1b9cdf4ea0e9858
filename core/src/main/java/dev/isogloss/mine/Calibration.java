package dev.isogloss.mine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Finds a rule's threshold from what people judged, because no published value carries over between encoders.
 *
 * <p>With {@code wrong(t)} the share of judged negatives and {@code caught(t)} the share of hidden positives (see {@link
 * RuleSamples}) whose suspicion is above {@code t}: the threshold is the {@code t} that maximises {@code caught(t) - wrong(t)}
 * (Youden's index) among those with {@code wrong(t) <= tolerance}; of equals the largest. It is rounded up to 4 digits after the
 * point. Where fewer than {@code leastSamples} positives are known it is the smallest {@code t} with {@code wrong(t) <=
 * tolerance / 2}; where fewer judged negatives are known, the median of the hidden positives; where neither are, the rule keeps
 * its threshold.
 *
 * @param tolerance the share of judged negatives that may be lost, 0 .. 1
 * @param leastSamples below this many samples a distribution is not trusted; at least 1
 */
public record Calibration(double tolerance, int leastSamples) {
    /**
     * An ensemble offers 40 candidates and 30 are kept, so a quarter may go without most queries running short; and judged
     * negatives come from the top of rankings, so of all candidates less goes than of them.
     */
    public static final Calibration USUAL = new Calibration(0.25, 30);

    private static final double DIGITS = 1e4;

    public Calibration {
        if (!(tolerance >= 0 && tolerance <= 1)) {
            throw new IllegalArgumentException("the tolerance must be 0 .. 1 (got: " + tolerance + ")");
        }
        if (leastSamples < 1) {
            throw new IllegalArgumentException("at least 1 sample is needed (got: " + leastSamples + ")");
        }
    }

    /**
     * A rule with its threshold found.
     *
     * @param how in words and figures, for the report
     */
    public record Calibrated(ScoreRule rule, String how) {}

    /**
     * A plan with the thresholds of its rules found.
     *
     * @param how one line a rule
     */
    public record CalibratedPlan(MiningPlan plan, List<String> how) {
        public CalibratedPlan {
            how = List.copyOf(how);
        }
    }

    /** Calibrates every rule of a plan; the tolerance is shared out evenly, so all rules together keep it. */
    public CalibratedPlan calibrate(MiningPlan plan, List<MiningQuery> heldOut, Scorers scorers) {
        long rules = plan.stages().stream().filter(ScoreRule.class::isInstance).count();
        Calibration each = new Calibration(tolerance / Math.max(1, rules), leastSamples);
        List<MiningStage> stages = new ArrayList<>();
        List<String> how = new ArrayList<>();
        for (MiningStage stage : plan.stages()) {
            if (stage instanceof ScoreRule rule) {
                Calibrated calibrated = each.calibrate(rule, heldOut, scorers);
                stages.add(calibrated.rule());
                how.add(rule.name() + ": " + calibrated.how());
            } else {
                stages.add(stage);
            }
        }
        return new CalibratedPlan(new MiningPlan(stages, plan.keep(), plan.judgedFirst(), plan.refill()), how);
    }

    /** Calibrates on these queries, which should not be the ones the rule is then checked on. */
    public Calibrated calibrate(ScoreRule rule, List<MiningQuery> heldOut, Scorers scorers) {
        RuleSamples samples = RuleSamples.of(rule, heldOut, scorers);
        boolean negatives = samples.negatives().size() >= leastSamples;
        boolean positives = samples.positives().size() >= leastSamples;
        String basis = samples.negatives().size() + " judged negatives and "
                + samples.positives().size() + " hidden positives of " + heldOut.size() + " queries";
        if (!negatives && !positives) {
            return new Calibrated(rule, "not calibrated: " + basis + " are too few; the threshold is as given");
        }
        double threshold;
        String way;
        if (negatives && positives) {
            threshold = best(samples, tolerance);
            way = "largest share caught less share wrongly dropped";
        } else if (negatives) {
            threshold = smallestWithin(samples, tolerance / 2);
            way = "too few hidden positives: judged negatives' quantile";
        } else {
            List<Double> sorted = sorted(samples.positives());
            threshold = sorted.get(sorted.size() / 2);
            way = "too few judged negatives: hidden positives' median";
        }
        ScoreRule calibrated = rule.withThreshold(roundedUp(threshold));
        return new Calibrated(
                calibrated,
                String.format(
                        Locale.ROOT,
                        "%s on %s: threshold %s drops %d judged negatives and catches %d hidden positives",
                        way,
                        basis,
                        calibrated.threshold(),
                        samples.wronglyDropped(calibrated.threshold()),
                        samples.caught(calibrated.threshold())));
    }

    private static double best(RuleSamples samples, double tolerance) {
        List<Double> negatives = sorted(samples.negatives());
        List<Double> positives = sorted(samples.positives());
        List<Double> thresholds = new ArrayList<>(negatives);
        thresholds.addAll(positives);
        thresholds.sort(Collections.reverseOrder());
        double best = thresholds.getFirst();
        double bestIndex = 0;
        int wrong = 0;
        int caught = 0;
        // From the largest threshold down, both counts only grow.
        for (double threshold : thresholds) {
            while (wrong < negatives.size() && negatives.get(negatives.size() - 1 - wrong) > threshold) {
                wrong++;
            }
            while (caught < positives.size() && positives.get(positives.size() - 1 - caught) > threshold) {
                caught++;
            }
            double wrongShare = wrong / (double) negatives.size();
            if (wrongShare > tolerance) {
                break;
            }
            double index = caught / (double) positives.size() - wrongShare;
            if (index > bestIndex) {
                bestIndex = index;
                best = threshold;
            }
        }
        return best;
    }

    private static double smallestWithin(RuleSamples samples, double tolerance) {
        List<Double> negatives = sorted(samples.negatives());
        int lost = (int) Math.floor(tolerance * negatives.size());
        return negatives.get(Math.max(0, negatives.size() - 1 - lost));
    }

    private static List<Double> sorted(List<Double> values) {
        return values.stream().sorted().toList();
    }

    private static double roundedUp(double threshold) {
        return Math.ceil(threshold * DIGITS) / DIGITS;
    }
}
