package dev.isogloss.eval;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/**
 * Compares every pair of systems on the same queries, with Holm's correction (1979) over all pairs of one metric and task. For
 * {@link ResultRow#MACRO} the statistic is the mean over languages of their mean differences, for {@link ResultRow#MICRO} the
 * mean over all queries.
 */
public record Significance(PairedRandomization test) {
    /** The usual number of draws from this seed. */
    public static Significance seeded(long seed) {
        return new Significance(new PairedRandomization(PairedRandomization.DRAWS, seed));
    }

    /**
     * All pairs of systems: macro comparisons, then micro ones. The difference is that of the later system to the earlier.
     *
     * @param scoresBySystem values of one metric on the same queries; the order decides who is compared against whom
     */
    public List<Comparison> compareAll(String task, SequencedMap<String, QueryScores> scoresBySystem) {
        List<Comparison> comparisons = new ArrayList<>();
        for (String language : List.of(ResultRow.MACRO, ResultRow.MICRO)) {
            comparisons.addAll(withHolm(pairs(task, scoresBySystem, language)));
        }
        return List.copyOf(comparisons);
    }

    private List<Comparison> pairs(String task, SequencedMap<String, QueryScores> scoresBySystem, String language) {
        List<Map.Entry<String, QueryScores>> systems =
                scoresBySystem.entrySet().stream().toList();
        List<Comparison> pairs = new ArrayList<>();
        for (int later = 1; later < systems.size(); later++) {
            for (int earlier = 0; earlier < later; earlier++) {
                pairs.add(compare(task, systems.get(later), systems.get(earlier), language));
            }
        }
        return pairs;
    }

    private Comparison compare(
            String task,
            Map.Entry<String, QueryScores> system,
            Map.Entry<String, QueryScores> against,
            String language) {
        QueryScores ours = system.getValue();
        QueryScores theirs = against.getValue();
        if (!ours.metric().equals(theirs.metric()) || !ours.sameQueries(theirs)) {
            throw new IllegalArgumentException("systems " + system.getKey() + " and " + against.getKey()
                    + " must be scored by one metric on the same queries to be compared (got: "
                    + ours.metric().name() + " on " + ours.queries() + " queries, "
                    + theirs.metric().name() + " on " + theirs.queries() + ")");
        }
        double p = test.pValue(differences(ours, theirs, language.equals(ResultRow.MACRO)));
        return new Comparison(
                system.getKey(),
                against.getKey(),
                task,
                ours.metric().name(),
                language,
                ours.value(language) - theirs.value(language),
                p,
                p,
                ours.queries());
    }

    /** One difference a query, weighted so that their sum is the difference of the two systems' averages. */
    private static double[] differences(QueryScores ours, QueryScores theirs, boolean macro) {
        double[][] ourValues = ours.arrays();
        double[][] theirValues = theirs.arrays();
        double[] differences = new double[ours.queries()];
        int next = 0;
        for (int l = 0; l < ourValues.length; l++) {
            double divisor = macro ? (double) ourValues.length * ourValues[l].length : differences.length;
            for (int i = 0; i < ourValues[l].length; i++) {
                differences[next++] = (ourValues[l][i] - theirValues[l][i]) / divisor;
            }
        }
        return differences;
    }

    private static List<Comparison> withHolm(List<Comparison> pairs) {
        double[] corrected = holm(pairs.stream().mapToDouble(Comparison::p).toArray());
        List<Comparison> comparisons = new ArrayList<>();
        for (int i = 0; i < corrected.length; i++) {
            Comparison pair = pairs.get(i);
            comparisons.add(new Comparison(
                    pair.system(),
                    pair.against(),
                    pair.task(),
                    pair.metric(),
                    pair.language(),
                    pair.difference(),
                    pair.p(),
                    corrected[i],
                    pair.queries()));
        }
        return comparisons;
    }

    /** Holm's step-down correction: the i-th smallest of m p-values times m - i + 1, at least its predecessor, at most 1. */
    public static double[] holm(double[] pValues) {
        List<Integer> ascending = IntStream.range(0, pValues.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> pValues[i]))
                .toList();
        double[] corrected = Arrays.copyOf(pValues, pValues.length);
        double largest = 0;
        for (int i = 0; i < ascending.size(); i++) {
            int which = ascending.get(i);
            largest = Math.max(largest, Math.min(1, (pValues.length - i) * pValues[which]));
            corrected[which] = largest;
        }
        return corrected;
    }
}
