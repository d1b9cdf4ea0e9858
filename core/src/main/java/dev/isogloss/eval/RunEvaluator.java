package dev.isogloss.eval;

import dev.isogloss.data.Key;
import dev.isogloss.io.BadInputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * Scores the lines of a run file against judgments as {@code trec_eval -c} does, by the ids as the files have them. Lines are
 * streamed: memory holds one query at a time, and beyond that only queries whose lines are scattered over the run, which a
 * second reading gathers. Safe for many threads.
 */
public final class RunEvaluator {
    private static final Comparator<Line> TREC_ORDER = (a, b) -> {
        int byScore = Float.compare(b.score, a.score);
        return byScore != 0 ? byScore : Key.compareUtf8(b.passage, a.passage);
    };

    private final Map<String, ? extends Map<String, Integer>> judgments;
    private final List<Metric> metrics;

    /**
     * An evaluator.
     *
     * @param judgments query to passage to grade; not copied, so they must not change
     * @param metrics of quality; the ids of files know no languages
     */
    public RunEvaluator(Map<String, ? extends Map<String, Integer>> judgments, List<Metric> metrics) {
        for (Metric metric : metrics) {
            if (metric.comparesLanguages()) {
                throw Metric.Names.withoutLanguages(metric.name());
            }
        }
        if (judgments.isEmpty()) {
            throw new IllegalArgumentException("there is no judged query to evaluate with");
        }
        this.judgments = judgments;
        this.metrics = List.copyOf(metrics);
    }

    /** A run that can be read more than once, for example a file. */
    @FunctionalInterface
    public interface Run {
        /** Hands every line to {@code consumer}, in the order of the file. */
        void read(LineConsumer consumer) throws IOException;
    }

    /** Takes the lines of a run; the rank column plays no part, as in trec_eval. */
    @FunctionalInterface
    public interface LineConsumer {
        /**
         * Takes one line.
         *
         * @param score parse it as a double and cast it, as trec_eval does; not NaN
         */
        void accept(String query, String passage, float score);
    }

    /**
     * What a run is worth.
     *
     * @param scores one entry a metric, in the order of the metrics
     * @param lines the number of lines of the run
     * @param missing how many judged queries the run lacks (each counts 0)
     * @param unjudged how many queries of the run have no judgment (ignored)
     */
    public record Outcome(List<QueryScores> scores, long lines, int missing, int unjudged) {
        public Outcome {
            scores = List.copyOf(scores);
        }
    }

    /** Reads the run once, and once more when the lines of some query do not stand together. */
    public Outcome evaluate(Run run) throws IOException {
        Stream stream = new Stream();
        run.read(stream);
        stream.endQuery();
        if (!stream.scattered.isEmpty()) {
            Map<String, List<Line>> gathered = new LinkedHashMap<>();
            run.read((query, passage, score) -> {
                if (stream.scattered.contains(query)) {
                    gathered.computeIfAbsent(query, unused -> new ArrayList<>()).add(new Line(passage, score));
                }
            });
            gathered.forEach(stream::score);
        }
        List<QueryScores> scores = new ArrayList<>();
        for (int m = 0; m < metrics.size(); m++) {
            Map<String, Double> values = new TreeMap<>();
            for (String query : judgments.keySet()) {
                double[] found = stream.values.get(query);
                values.put(query, found == null ? 0.0 : found[m]);
            }
            scores.add(QueryScores.ofIds(metrics.get(m), values));
        }
        return new Outcome(scores, stream.lines, judgments.size() - stream.values.size(), stream.unjudged.size());
    }

    private record Line(String passage, float score) {
        Line {
            score = score + 0.0f; // -0.0 and 0.0 are one score
        }
    }

    /** The first reading: lines of the query under way, values of those that are done. */
    private final class Stream implements LineConsumer {
        private final Map<String, double[]> values = new TreeMap<>();
        private final Set<String> scattered = new HashSet<>();
        private final Set<String> unjudged = new HashSet<>();
        private final List<Line> current = new ArrayList<>();
        private String query = "";
        private long lines;

        @Override
        public void accept(String ofQuery, String passage, float score) {
            lines++;
            if (Float.isNaN(score)) {
                throw new BadInputException("the score of passage " + passage + " for query " + ofQuery
                        + " is not a number (line " + lines + " of the run)");
            }
            if (!ofQuery.equals(query)) {
                endQuery();
                query = ofQuery;
                if (!judgments.containsKey(ofQuery)) {
                    unjudged.add(ofQuery);
                } else if (values.containsKey(ofQuery)) {
                    scattered.add(ofQuery);
                }
            }
            if (judgments.containsKey(ofQuery) && !scattered.contains(ofQuery)) {
                current.add(new Line(passage, score));
            }
        }

        void endQuery() {
            if (!current.isEmpty()) {
                score(query, current);
                current.clear();
            }
        }

        void score(String ofQuery, List<Line> ofLines) {
            Map<String, Integer> grades = Objects.requireNonNull(judgments.get(ofQuery));
            List<Line> sorted = ofLines.stream().sorted(TREC_ORDER).toList();
            Set<String> passages = HashSet.newHashSet(sorted.size());
            int[] gradeByRank = new int[sorted.size()];
            for (int i = 0; i < gradeByRank.length; i++) {
                String passage = sorted.get(i).passage;
                if (!passages.add(passage)) {
                    throw new BadInputException("the run has passage " + passage + " twice for query " + ofQuery
                            + "; keep one of the lines");
                }
                gradeByRank[i] = grades.getOrDefault(passage, 0);
            }
            Relevance relevance = Relevance.of(gradeByRank, grades.values());
            values.put(
                    ofQuery,
                    metrics.stream()
                            .mapToDouble(metric -> metric.value(relevance))
                            .toArray());
        }
    }
}
