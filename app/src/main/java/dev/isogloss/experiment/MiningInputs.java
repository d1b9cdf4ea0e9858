package dev.isogloss.experiment;

import dev.isogloss.data.Judgments;
import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Passage;
import dev.isogloss.data.Query;
import dev.isogloss.io.StableHash;
import dev.isogloss.mine.Baseline;
import dev.isogloss.mine.MiningQuery;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;

/** What every step of mining starts from: the training queries with people's judgments, and the passages. */
final class MiningInputs {
    private static final int CHANCE_SAMPLE = 200;

    private MiningInputs() {}

    /** Training queries with what people said about passages of their own language. */
    static List<MiningQuery> queries(Context context) {
        List<MiningQuery> queries = new ArrayList<>();
        for (Query query : context.data().trainQueries()) {
            List<Key> positives = present(context, context.data().positives(query));
            if (!positives.isEmpty()) {
                List<Key> negatives = context.data().trainJudgments().negatives(query.key()).stream()
                        .filter(key -> key.language().equals(query.language()))
                        .toList();
                queries.add(new MiningQuery(query, positives, present(context, negatives)));
            }
        }
        return queries;
    }

    private static List<Key> present(Context context, List<Key> keys) {
        return keys.stream().filter(key -> context.corpus().ordinal(key) >= 0).toList();
    }

    /** What people said about queries, of passages that are here. */
    static Judgments judgments(List<MiningQuery> queries) {
        Map<Key, Map<Key, Integer>> grades = new TreeMap<>();
        for (MiningQuery query : queries) {
            Map<Key, Integer> ofQuery = new TreeMap<>();
            query.judgedNegatives().forEach(key -> ofQuery.put(key, 0));
            query.positives().forEach(key -> ofQuery.put(key, 1));
            grades.put(query.query().key(), ofQuery);
        }
        return Judgments.of(grades);
    }

    /** The texts of the training queries. */
    static Map<Key, Query> byKey(Context context) {
        Map<Key, Query> queries = new HashMap<>();
        context.data().trainQueries().forEach(query -> queries.put(query.key(), query));
        return queries;
    }

    static Function<Key, Passage> passages(Context context) {
        return key -> context.corpus().passage(context.corpus().ordinal(key));
    }

    /** The queries that thresholds are placed on and weights are learned on; a query's side depends on its key and the seed alone. */
    static List<MiningQuery> calibrationSide(Context context) {
        return side(context, 0);
    }

    /** The others, on which the report says how thresholds, weights and judges did. */
    static List<MiningQuery> checkSide(Context context) {
        return side(context, 1);
    }

    private static List<MiningQuery> side(Context context, int bit) {
        long seed = context.experiment().seed();
        return queries(context).stream()
                .filter(query ->
                        (StableHash.of(seed, "calibrate " + query.query().key()) & 1) == bit)
                .toList();
    }

    /** Where scores of unrelated passages lie. */
    static Baseline chance(Context context) {
        Map<Language, List<Key>> passages = new TreeMap<>();
        for (Language language : context.corpus().languages()) {
            passages.put(
                    language,
                    IntStream.range(
                                    context.corpus().from(language),
                                    context.corpus().to(language))
                            .mapToObj(context.corpus()::key)
                            .toList());
        }
        return Baseline.Chance.draw(
                passages, CHANCE_SAMPLE, context.experiment().seed());
    }
}
