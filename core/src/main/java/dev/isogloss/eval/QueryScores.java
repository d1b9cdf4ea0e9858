package dev.isogloss.eval;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The value of one metric for every judged query, by language.
 *
 * @param byLanguage label to query to value; a label is a language code, or {@code query>passage} in cross-lingual search. No
 *     label is without queries, and there is at least one.
 */
public record QueryScores(Metric metric, SortedMap<String, SortedMap<String, Double>> byLanguage) {
    public QueryScores {
        SortedMap<String, SortedMap<String, Double>> copy = new TreeMap<>();
        byLanguage.forEach(
                (label, values) -> copy.put(label, Collections.unmodifiableSortedMap(new TreeMap<>(values))));
        byLanguage = Collections.unmodifiableSortedMap(copy);
        if (byLanguage.isEmpty() || byLanguage.values().stream().anyMatch(Map::isEmpty)) {
            throw new IllegalArgumentException(
                    "a mean needs at least one judged query in each language (got: " + byLanguage + ")");
        }
    }

    /** Values by the query's own language. */
    public static QueryScores of(Metric metric, Map<Key, Double> values) {
        return grouped(metric, values, key -> key.language().code());
    }

    /** Values under one label, for example {@code sw>en}. */
    public static QueryScores labelled(Metric metric, String label, Map<Key, Double> values) {
        return grouped(metric, values, key -> label);
    }

    /**
     * Values of queries that are known by the ids of a file only. Where every id has the form {@code lang:id} the languages are
     * taken from there; otherwise all queries are of one undetermined language.
     */
    public static QueryScores ofIds(Metric metric, Map<String, Double> values) {
        boolean qualified = values.keySet().stream().allMatch(QueryScores::isQualified);
        return grouped(
                metric, values, id -> qualified ? id.substring(0, id.indexOf(':')) : Language.UNDETERMINED.code());
    }

    /** These values and those of further languages. */
    public QueryScores and(QueryScores further) {
        if (!metric.equals(further.metric)) {
            throw new IllegalArgumentException(
                    "values of " + metric.name() + " and " + further.metric.name() + " do not mix");
        }
        SortedMap<String, SortedMap<String, Double>> union = new TreeMap<>(byLanguage);
        further.byLanguage.forEach((label, values) -> {
            if (union.put(label, values) != null) {
                throw new IllegalArgumentException("language " + label + " comes twice");
            }
        });
        return new QueryScores(metric, union);
    }

    /** The number of queries over all languages. */
    public int queries() {
        return byLanguage.values().stream().mapToInt(Map::size).sum();
    }

    /** The number of queries behind {@link #value} of the same argument. */
    public int queries(String language) {
        return isAverage(language) ? queries() : ofLabel(language).size();
    }

    /** The value of a label, of {@link ResultRow#MACRO} or of {@link ResultRow#MICRO}. */
    public double value(String language) {
        if (language.equals(ResultRow.MACRO)) {
            return macro();
        }
        return language.equals(ResultRow.MICRO) ? micro() : mean(ofLabel(language));
    }

    /** The plain mean over languages of their means. */
    public double macro() {
        double sum = 0;
        for (SortedMap<String, Double> values : byLanguage.values()) {
            sum += mean(values);
        }
        return sum / byLanguage.size();
    }

    /** The mean over all queries. */
    public double micro() {
        double sum = 0;
        for (SortedMap<String, Double> values : byLanguage.values()) {
            sum += sum(values);
        }
        return sum / queries();
    }

    /** Whether both cover the same languages and queries, so that they can be compared query by query. */
    public boolean sameQueries(QueryScores other) {
        return byLanguage.keySet().equals(other.byLanguage.keySet())
                && byLanguage.entrySet().stream()
                        .allMatch(entry -> entry.getValue()
                                .keySet()
                                .equals(other.ofLabel(entry.getKey()).keySet()));
    }

    private SortedMap<String, Double> ofLabel(String label) {
        SortedMap<String, Double> values = byLanguage.get(label);
        if (values == null) {
            throw new IllegalArgumentException(
                    "no values for language " + label + " (there are: " + byLanguage.keySet() + ")");
        }
        return values;
    }

    private static boolean isAverage(String language) {
        return language.equals(ResultRow.MACRO) || language.equals(ResultRow.MICRO);
    }

    private static double mean(SortedMap<String, Double> values) {
        return sum(values) / values.size();
    }

    /** The values by language in the order of labels and queries, for inner loops. */
    double[][] arrays() {
        return byLanguage.values().stream()
                .map(values -> values.values().stream()
                        .mapToDouble(Double::doubleValue)
                        .toArray())
                .toArray(double[][]::new);
    }

    private static double sum(SortedMap<String, Double> values) {
        double sum = 0;
        for (double value : values.values()) {
            sum += value;
        }
        return sum;
    }

    private static boolean isQualified(String id) {
        int colon = id.indexOf(':');
        return colon > 0 && colon < id.length() - 1 && Language.isCode(id.substring(0, colon));
    }

    private static <K> QueryScores grouped(Metric metric, Map<K, Double> values, Function<K, String> label) {
        SortedMap<String, SortedMap<String, Double>> groups = new TreeMap<>();
        values.forEach((query, value) -> groups.computeIfAbsent(label.apply(query), unused -> new TreeMap<>())
                .put(query.toString(), value));
        return new QueryScores(metric, groups);
    }
}
