package dev.isogloss.eval;

import dev.isogloss.data.Judgments;
import dev.isogloss.data.Key;
import dev.isogloss.data.Ranking;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * Scores rankings against judgments as {@code trec_eval -c} does: every judged query counts, also one that the run misses and
 * one that has no relevant passage (both 0); rankings of queries nobody judged are ignored. Measures that compare languages leave
 * out the queries they say nothing about. Safe for many threads.
 */
public final class Evaluator {
    private final Judgments judgments;
    private final List<Metric> metrics;

    public Evaluator(Judgments judgments, List<Metric> metrics) {
        if (judgments.queries().isEmpty()) {
            throw new IllegalArgumentException("there is no judged query to evaluate with");
        }
        this.judgments = judgments;
        this.metrics = List.copyOf(metrics);
    }

    /** One entry a metric that has a value for some query, in the order of the metrics, grouped by the queries' languages. */
    public List<QueryScores> evaluate(Iterable<Ranking> run) {
        List<Map<Key, Double>> values = values(run);
        return scores(values, QueryScores::of);
    }

    /** As {@link #evaluate(Iterable)}, but all queries under one label such as {@code sw>en}. */
    public List<QueryScores> evaluate(Iterable<Ranking> run, String label) {
        List<Map<Key, Double>> values = values(run);
        return scores(values, (metric, ofMetric) -> QueryScores.labelled(metric, label, ofMetric));
    }

    private List<QueryScores> scores(
            List<Map<Key, Double>> values, BiFunction<Metric, Map<Key, Double>, QueryScores> grouped) {
        List<QueryScores> scores = new ArrayList<>();
        for (int m = 0; m < metrics.size(); m++) {
            if (!values.get(m).isEmpty()) {
                scores.add(grouped.apply(metrics.get(m), values.get(m)));
            }
        }
        return scores;
    }

    private List<Map<Key, Double>> values(Iterable<Ranking> run) {
        List<Map<Key, Double>> values = new ArrayList<>();
        metrics.forEach(metric -> values.add(new TreeMap<>()));
        judgments.queries().forEach(query -> measure(new Ranking(query, List.of()), values));
        Set<Key> seen = new HashSet<>();
        for (Ranking ranking : run) {
            if (!judgments.queries().contains(ranking.query())) {
                continue;
            }
            if (!seen.add(ranking.query())) {
                throw new IllegalArgumentException("the run has two rankings for query " + ranking.query());
            }
            measure(ranking, values);
        }
        return values;
    }

    private void measure(Ranking ranking, List<Map<Key, Double>> values) {
        Relevance relevance = Relevance.of(ranking, judgments.of(ranking.query()));
        for (int m = 0; m < metrics.size(); m++) {
            if (metrics.get(m).appliesTo(relevance)) {
                values.get(m).put(ranking.query(), metrics.get(m).value(relevance));
            }
        }
    }
}
