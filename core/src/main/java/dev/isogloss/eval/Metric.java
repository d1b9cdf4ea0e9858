package dev.isogloss.eval;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A measure of one ranking against the judgments of its query. Those of quality lie in [0, 1] and are computed exactly as trec_eval
 * 9.0.4 does; those that compare languages, {@link OwnLanguage} and {@link RankDistance}, say how a pool of languages treats the
 * query's own.
 */
public sealed interface Metric
        permits Metric.Ndcg,
                Metric.Recall,
                Metric.ReciprocalRank,
                Metric.AveragePrecision,
                Metric.CutAveragePrecision,
                OwnLanguage,
                RankDistance,
                AnswerRecall {
    /** What every experiment reports unless it names others. */
    List<Metric> STANDARD = List.of(new Ndcg(10), new Recall(100), new ReciprocalRank(10), new AveragePrecision());

    /** The name in results, for example {@code ndcg@10}; {@link #parse} reads it back, but for {@link AnswerRecall}. */
    String name();

    /** The value for one query; in measures of quality 0 for a query without any relevant passage. */
    double value(Relevance relevance);

    /** Whether it says how a pool treats the query's own language, not how good a ranking is. */
    default boolean comparesLanguages() {
        return false;
    }

    /** Whether the query has a value at all; those without are left out of means. */
    default boolean appliesTo(Relevance relevance) {
        return true;
    }

    /** Whether a value, or a mean of values, may come out. */
    default boolean canBe(double value) {
        return value >= 0 && value <= 1;
    }

    /**
     * The metric of this name.
     *
     * @param name {@code ndcg@k}, {@code recall@k}, {@code mrr@k}, {@code map@k}, {@code own-language@k}, {@code rank-distance@k}
     *     with k from 1, or {@code map}
     */
    static Metric parse(String name) {
        Matcher matcher = Names.WITH_DEPTH.matcher(name);
        if (matcher.matches()) {
            int depth = Integer.parseInt(matcher.group(2));
            switch (matcher.group(1)) {
                case "ndcg" -> {
                    return new Ndcg(depth);
                }
                case "recall" -> {
                    return new Recall(depth);
                }
                case "mrr" -> {
                    return new ReciprocalRank(depth);
                }
                case "map" -> {
                    return new CutAveragePrecision(depth);
                }
                case OwnLanguage.NAME -> {
                    return new OwnLanguage(depth);
                }
                case RankDistance.NAME -> {
                    return new RankDistance(depth);
                }
                default -> throw Names.unknown(name);
            }
        }
        if (name.equals("map")) {
            return new AveragePrecision();
        }
        throw Names.unknown(name);
    }

    /**
     * Normalised discounted cumulative gain with raw (linear) gains: the sum over the first {@code depth} ranks of
     * grade / log2(rank + 1), divided by the same sum over the judged passages in the order of their grades (trec_eval's
     * {@code ndcg_cut}).
     *
     * @param depth at least 1
     */
    record Ndcg(int depth) implements Metric {
        public Ndcg {
            Names.checkDepth("ndcg", depth);
        }

        @Override
        public String name() {
            return "ndcg@" + depth;
        }

        @Override
        public double value(Relevance relevance) {
            double best = 0;
            for (int rank = 1; rank <= Math.min(depth, relevance.relevant()); rank++) {
                best += discounted(relevance.idealGain(rank), rank);
            }
            double sum = 0;
            for (int rank = 1; rank <= Math.min(depth, relevance.depth()); rank++) {
                sum += discounted(relevance.gain(rank), rank);
            }
            return best == 0 ? 0 : sum / best;
        }

        private static double discounted(int gain, int rank) {
            return gain * Math.log(2) / Math.log(rank + 1.0);
        }
    }

    /**
     * The share of all relevant passages that the first {@code depth} ranks hold.
     *
     * @param depth at least 1
     */
    record Recall(int depth) implements Metric {
        public Recall {
            Names.checkDepth("recall", depth);
        }

        @Override
        public String name() {
            return "recall@" + depth;
        }

        @Override
        public double value(Relevance relevance) {
            int found = 0;
            for (int rank = 1; rank <= Math.min(depth, relevance.depth()); rank++) {
                found += relevance.gain(rank) > 0 ? 1 : 0;
            }
            return relevance.relevant() == 0 ? 0 : (double) found / relevance.relevant();
        }
    }

    /**
     * One over the rank of the first relevant passage, 0 when the first {@code depth} ranks hold none (trec_eval's
     * {@code -M depth -m recip_rank}).
     *
     * @param depth at least 1
     */
    record ReciprocalRank(int depth) implements Metric {
        public ReciprocalRank {
            Names.checkDepth("mrr", depth);
        }

        @Override
        public String name() {
            return "mrr@" + depth;
        }

        @Override
        public double value(Relevance relevance) {
            for (int rank = 1; rank <= Math.min(depth, relevance.depth()); rank++) {
                if (relevance.gain(rank) > 0) {
                    return 1.0 / rank;
                }
            }
            return 0;
        }
    }

    /** Average precision over the whole depth of the run, which whoever reports it has to state (100 by default). */
    record AveragePrecision() implements Metric {
        @Override
        public String name() {
            return "map";
        }

        @Override
        public double value(Relevance relevance) {
            return ofFirst(relevance.depth(), relevance);
        }

        static double ofFirst(int ranks, Relevance relevance) {
            double sum = 0;
            int found = 0;
            for (int rank = 1; rank <= ranks; rank++) {
                if (relevance.gain(rank) > 0) {
                    found++;
                    sum += (double) found / rank;
                }
            }
            return relevance.relevant() == 0 ? 0 : sum / relevance.relevant();
        }
    }

    /**
     * Average precision over the first {@code depth} ranks, still divided by the number of all relevant passages (trec_eval's
     * {@code map_cut}).
     *
     * @param depth at least 1
     */
    record CutAveragePrecision(int depth) implements Metric {
        public CutAveragePrecision {
            Names.checkDepth("map", depth);
        }

        @Override
        public String name() {
            return "map@" + depth;
        }

        @Override
        public double value(Relevance relevance) {
            return AveragePrecision.ofFirst(Math.min(depth, relevance.depth()), relevance);
        }
    }

    /** How metrics are written. */
    final class Names {
        private static final Pattern WITH_DEPTH = Pattern.compile("([a-z-]+)@([1-9][0-9]{0,6})");

        private Names() {}

        private static IllegalArgumentException unknown(String name) {
            return new IllegalArgumentException(
                    "a metric is ndcg@k, recall@k, mrr@k, map@k, own-language@k, rank-distance@k (k from 1) or map (got: "
                            + name + "); recall@2kt and recall@5kt come from answers: isogloss evaluate --answers");
        }

        static IllegalArgumentException withoutLanguages(String name) {
            return new IllegalArgumentException(name + " needs to know the languages of query and passages");
        }

        static void checkDepth(String metric, int depth) {
            if (depth < 1) {
                throw new IllegalArgumentException(
                        "the depth of " + metric + " must be at least 1 (got: " + depth + ")");
            }
        }
    }
}
