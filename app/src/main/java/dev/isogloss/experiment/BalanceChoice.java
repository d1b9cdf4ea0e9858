package dev.isogloss.experiment;

import dev.isogloss.data.Judgments;
import dev.isogloss.data.Key;
import dev.isogloss.data.Query;
import dev.isogloss.data.TrainingExample;
import dev.isogloss.encoder.TransformerEmbedder;
import dev.isogloss.eval.Evaluator;
import dev.isogloss.eval.Metric;
import dev.isogloss.index.FlatIndex;
import dev.isogloss.index.LanguageBalance;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.JsonFile;
import dev.isogloss.io.Progress;
import dev.isogloss.job.Encoding;
import dev.isogloss.search.SearchScope;
import dev.isogloss.train.Holdout;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The dial of language balance that suits the pool, chosen on training queries that the model did not learn from.
 *
 * @param chosen the value with the best macro nDCG@10 in the pool; the smaller of two that are alike
 * @param quality of every value that was tried, by value
 * @param queries how many it was chosen on
 */
record BalanceChoice(double chosen, Map<Double, Double> quality, int queries) {
    private static final Metric QUALITY = new Metric.Ndcg(10);

    BalanceChoice {
        quality = java.util.Collections.unmodifiableMap(new TreeMap<>(quality));
    }

    /** Where the choice is written down. */
    static Path file(RunFolder folder) {
        return folder.system("balanced").resolve("choice.json");
    }

    void write(RunFolder folder) throws IOException {
        JsonFile.write(file(folder), this);
    }

    static BalanceChoice read(RunFolder folder) throws IOException {
        return JsonFile.read(file(folder), BalanceChoice.class);
    }

    /**
     * Tries every value of the experiment.
     *
     * @param vectors of the model's passages
     */
    static BalanceChoice of(Context context, SystemModel model, EncodeStep.Open vectors) {
        List<Query> queries = heldOut(context);
        Judgments judgments = judgments(context, queries);
        List<Double> values = context.experiment().evaluate().languageBalance();
        Map<Double, Double> quality = new TreeMap<>();
        try (TransformerEmbedder embedder =
                        context.encoder(model.folder().toString()).open();
                Progress.Task task = context.progress().start("choose the language balance", values.size(), "values")) {
            Map<Key, float[]> encoded = encoded(embedder, queries);
            FlatIndex index = vectors.index(
                    "balanced",
                    asked -> asked.stream()
                            .map(query -> java.util.Objects.requireNonNull(encoded.get(query.key())))
                            .toArray(float[][]::new));
            for (double value : values) {
                var rankings = index.balanced(LanguageBalance.of(vectors.passages(), value))
                        .retrieve(queries, new SearchScope.Pool(), 10);
                quality.put(
                        value,
                        new Evaluator(judgments, List.of(QUALITY))
                                .evaluate(rankings)
                                .getFirst()
                                .macro());
                task.advance(1);
            }
        }
        double best =
                quality.values().stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        double chosen = quality.entrySet().stream()
                .filter(tried -> tried.getValue() == best)
                .findFirst()
                .orElseThrow()
                .getKey();
        return new BalanceChoice(chosen, quality, queries.size());
    }

    private static Map<Key, float[]> encoded(TransformerEmbedder embedder, List<Query> queries) {
        float[][] vectors = Encoding.by(embedder).encode(queries);
        Map<Key, float[]> encoded = new HashMap<>();
        for (int i = 0; i < vectors.length; i++) {
            encoded.put(queries.get(i).key(), vectors[i]);
        }
        return encoded;
    }

    /** The queries that training validates with. */
    private static List<Query> heldOut(Context context) {
        List<TrainingExample> examples =
                MiningInputs.queries(context).stream().map(JudgeStep::example).toList();
        Experiment.TrainChoice train = context.experiment().train();
        List<TrainingExample> heldOut = Holdout.of(
                        examples, train.validation(), context.experiment().seed())
                .validation();
        List<Query> queries =
                Holdout.drawn(heldOut, context.experiment().trainingSeed(), train.validationQueries()).stream()
                        .map(TrainingExample::query)
                        .toList();
        if (queries.isEmpty()) {
            throw new BadInputException("the system balanced chooses its dial on held-out training queries, and of "
                    + examples.size() + " a share of " + train.validation()
                    + " is none; raise train.validation, or leave balanced out of evaluate.systems");
        }
        return queries;
    }

    private static Judgments judgments(Context context, List<Query> queries) {
        Map<Key, Map<Key, Integer>> grades = new TreeMap<>();
        queries.forEach(
                query -> grades.put(query.key(), context.data().trainJudgments().of(query.key())));
        return Judgments.of(grades);
    }
}
