package dev.isogloss.experiment.ablation;

import dev.isogloss.eval.QueryScores;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** The values of one row in one task by one metric, query by query, one entry a seed. */
record RowScores(List<QueryScores> bySeed) {
    RowScores {
        bySeed = List.copyOf(bySeed);
        QueryScores first = bySeed.getFirst();
        if (!bySeed.stream().allMatch(first::sameQueries)) {
            throw new IllegalArgumentException("all seeds of a row must have values of the same queries");
        }
    }

    /** Every query's mean over the seeds. */
    QueryScores mean() {
        QueryScores first = bySeed.getFirst();
        if (bySeed.size() == 1) {
            return first;
        }
        SortedMap<String, SortedMap<String, Double>> means = new TreeMap<>();
        first.byLanguage().forEach((language, values) -> {
            SortedMap<String, Double> ofLanguage = new TreeMap<>();
            values.keySet().forEach(query -> ofLanguage.put(query, mean(language, query)));
            means.put(language, ofLanguage);
        });
        return new QueryScores(first.metric(), means);
    }

    private double mean(String language, String query) {
        double sum = 0;
        for (QueryScores scores : bySeed) {
            sum += Objects.requireNonNull(
                    Objects.requireNonNull(scores.byLanguage().get(language)).get(query));
        }
        return sum / bySeed.size();
    }

    /** The macro averages of the seeds. */
    List<Double> macros() {
        return bySeed.stream().map(QueryScores::macro).toList();
    }
}
