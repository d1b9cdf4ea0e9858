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

/**
 * Scores rankings against judgments as {@code trec_eval -c} does: every judged query counts, also one that the run misses and
 * one that has no relevant passage (both 0); rankings of queries nobody judged are ignored. Safe for many threads.
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

    /** One entry a metric, in the order of the metrics, grouped by the queries' languages. */
    public List<QueryScores> evaluate(Iterable<Ranking> run) {
        List<Map<Key, Double>> values = values(run);
        List<QueryScores> scores = new ArrayList<>();
        for (int m = 0; m < metrics.size(); m++) {
            scores.add(QueryScores.of(metrics.get(m), values.get(m)));
        }
        return scores;
    }

    /** One entry a metric, in the order of the metrics, all queries under one label such as {@code sw>en}. */
    public List<QueryScores> evaluate(Iterable<Ranking> run, String label) {
        List<Map<Key, Double>> values = values(run);
        List<QueryScores> scores = new ArrayList<>();
        for (int m = 0; m < metrics.size(); m++) {
            scores.add(QueryScores.labelled(metrics.get(m), label, values.get(m)));
        }
        return scores;
    }

    private List<Map<Key, Double>> values(Iterable<Ranking> run) {
        List<Map<Key, Double>> values = new ArrayList<>();
        for (int m = 0; m < metrics.size(); m++) {
            Map<Key, Double> ofMetric = new TreeMap<>();
            judgments.queries().forEach(query -> ofMetric.put(query, 0.0));
            values.add(ofMetric);
        }
        Set<Key> seen = new HashSet<>();
        for (Ranking ranking : run) {
            if (!judgments.queries().contains(ranking.query())) {
                continue;
            }
            if (!seen.add(ranking.query())) {
                throw new IllegalArgumentException("the run has two rankings for query " + ranking.query());
            }
            Relevance relevance = Relevance.of(ranking, judgments.of(ranking.query()));
            for (int m = 0; m < metrics.size(); m++) {
                values.get(m).put(ranking.query(), metrics.get(m).value(relevance));
            }
        }
        return values;
    }
}
