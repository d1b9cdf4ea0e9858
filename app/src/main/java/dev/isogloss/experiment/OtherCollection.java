package dev.isogloss.experiment;

import dev.isogloss.data.Judgments;
import dev.isogloss.data.Key;
import dev.isogloss.data.Query;
import dev.isogloss.format.CollectionSource;
import dev.isogloss.io.BadInputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Another collection that the systems are measured on, read: an entry of {@code evaluate.also}. Its name is the scope of its
 * results.
 *
 * @param splits what is asked and judged in each split, in the order to report
 */
record OtherCollection(
        OtherCollectionChoice choice,
        CollectionSource source,
        Map<String, String> inputs,
        Map<String, ExperimentData> splits) {
    OtherCollection {
        splits = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(splits));
    }

    /** Every other collection of an experiment. */
    static List<OtherCollection> load(Experiment experiment) throws IOException {
        List<OtherCollection> all = new ArrayList<>();
        for (OtherCollectionChoice choice : experiment.evaluate().also()) {
            all.add(load(choice));
        }
        return all;
    }

    private static OtherCollection load(OtherCollectionChoice choice) throws IOException {
        CollectionSource source = choice.open();
        Map<String, String> inputs = ExperimentData.hashes(source.files());
        Map<String, ExperimentData> splits = new LinkedHashMap<>();
        choice.requireSplits(source);
        for (String split : choice.splits().isEmpty() ? source.splits() : choice.splits()) {
            Judgments judgments = source.judgments(split);
            List<Query> judged = source.queries(split).stream()
                    .filter(query -> judgments.queries().contains(query.key()))
                    .toList();
            if (!judged.isEmpty()) {
                splits.put(split, data(source, inputs, judged, judgments));
            }
        }
        if (splits.isEmpty()) {
            throw new BadInputException(
                    "evaluate.also: no query of " + choice.name() + " has a judgment; files read: " + source.files());
        }
        return new OtherCollection(choice, source, inputs, splits);
    }

    /** The queries of all splits together, which are encoded once. */
    ExperimentData everything() {
        Map<Key, Query> queries = new LinkedHashMap<>();
        splits.values()
                .forEach(split -> split.evaluationQueries().forEach(query -> queries.putIfAbsent(query.key(), query)));
        return data(source, inputs, List.copyOf(queries.values()), Judgments.of(Map.of()));
    }

    private static ExperimentData data(
            CollectionSource source, Map<String, String> inputs, List<Query> queries, Judgments judgments) {
        return new ExperimentData(
                source,
                inputs,
                List.of(),
                Judgments.of(Map.of()),
                queries,
                judgments,
                List.of(),
                0,
                Set.of(),
                MeasuredQuestions.of(queries),
                Set.of(),
                List.of(),
                null);
    }

    /**
     * How one split is measured: across languages where its judgments cross them, else within each language.
     *
     * @param asked what the experiment asks for
     */
    Experiment.EvaluateChoice evaluation(String split, Experiment.EvaluateChoice asked) {
        ExperimentData data = java.util.Objects.requireNonNull(splits.get(split), split);
        boolean crosses = data.evaluationQueries().stream()
                .anyMatch(query -> data.evaluationJudgments().positives(query.key()).stream()
                        .anyMatch(passage -> !passage.language().equals(query.language())));
        List<String> tasks = asked.tasks().stream()
                .filter(task -> crosses != task.equals("monolingual"))
                .toList();
        return asked.elsewhere(split, choice.name(), tasks);
    }
}
