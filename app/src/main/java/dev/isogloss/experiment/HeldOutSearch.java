package dev.isogloss.experiment;

import dev.isogloss.data.Judgments;
import dev.isogloss.data.Key;
import dev.isogloss.data.Query;
import dev.isogloss.data.TrainingExample;
import dev.isogloss.encoder.TransformerEmbedder;
import dev.isogloss.eval.Evaluator;
import dev.isogloss.eval.Metric;
import dev.isogloss.index.Bm25Index;
import dev.isogloss.index.FlatIndex;
import dev.isogloss.index.LanguageBalance;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Progress;
import dev.isogloss.job.Encoding;
import dev.isogloss.search.FusedRetriever;
import dev.isogloss.search.Fusion;
import dev.isogloss.search.Retriever;
import dev.isogloss.search.SearchScope;
import dev.isogloss.train.Holdout;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Tries settings of a system on the training queries that training validates with, among all passages. */
final class HeldOutSearch {
    private static final Metric QUALITY = new Metric.Ndcg(10);
    private static final int TENTHS = 10;

    private final Context context;
    private final SystemModel model;
    private final EncodeStep.Open vectors;
    private final List<Query> queries;
    private final Judgments judgments;

    /**
     * A search with the vectors of a trained model.
     *
     * @param system that is tuned, for messages
     * @param vectors of the model's passages
     * @throws BadInputException when no query is held out
     */
    HeldOutSearch(Context context, String system, SystemModel model, EncodeStep.Open vectors) {
        this.context = context;
        this.model = model;
        this.vectors = vectors;
        this.queries = heldOut(context, system);
        Map<Key, Map<Key, Integer>> grades = new TreeMap<>();
        queries.forEach(
                query -> grades.put(query.key(), context.data().trainJudgments().of(query.key())));
        this.judgments = Judgments.of(grades);
    }

    /** The dial of language balance that suits the pool, of those that the experiment names. */
    TunedValue languageBalance() {
        return tried(
                "choose the language balance",
                context.experiment().evaluate().languageBalance(),
                new SearchScope.Pool(),
                (index, value) -> index.balanced(LanguageBalance.of(vectors.passages(), value)));
    }

    /** The weight of BM25 beside the model that suits each language by itself, in tenths. */
    TunedValue hybridWeight() throws IOException {
        List<Double> values = IntStream.rangeClosed(0, TENTHS)
                .mapToObj(tenth -> tenth / (double) TENTHS)
                .toList();
        try (Bm25Index bm25 = Bm25Index.open(LexicalStep.folder(context))) {
            return tried(
                    "choose the weight of BM25",
                    values,
                    // Queries that were made in another language than their passages find nothing in their own.
                    context.experiment().questions().languages().isEmpty()
                            ? new SearchScope.OwnLanguage()
                            : new SearchScope.Pool(),
                    (index, value) -> hybrid(bm25, index, value));
        }
    }

    /** Words and vectors together; the vectors' retriever is called {@code trained}. */
    static Retriever hybrid(Bm25Index bm25, FlatIndex trained, double weight) {
        return new FusedRetriever(
                List.of(bm25, trained),
                new Fusion.WeightedSum(new TreeMap<>(Map.of("bm25", weight, "trained", 1 - weight))));
    }

    private interface Setting {
        Retriever of(FlatIndex index, double value);
    }

    private TunedValue tried(String what, List<Double> values, SearchScope scope, Setting setting) {
        Map<Double, Double> quality = new TreeMap<>();
        try (TransformerEmbedder embedder =
                        context.encoder(model.folder().toString()).open();
                Progress.Task task = context.progress().start(what, values.size(), "values")) {
            Map<Key, float[]> encoded = encoded(embedder);
            FlatIndex index = vectors.index(
                    "trained",
                    asked -> asked.stream()
                            .map(query -> Objects.requireNonNull(encoded.get(query.key())))
                            .toArray(float[][]::new));
            for (double value : values) {
                var rankings = setting.of(index, value).retrieve(queries, scope, 10);
                quality.put(
                        value,
                        new Evaluator(judgments, List.of(QUALITY))
                                .evaluate(rankings)
                                .getFirst()
                                .macro());
                task.advance(1);
            }
        }
        return TunedValue.best(quality, queries.size());
    }

    private Map<Key, float[]> encoded(TransformerEmbedder embedder) {
        float[][] rows = Encoding.by(embedder).encode(queries);
        Map<Key, float[]> encoded = new HashMap<>();
        for (int i = 0; i < rows.length; i++) {
            encoded.put(queries.get(i).key(), rows[i]);
        }
        return encoded;
    }

    private static List<Query> heldOut(Context context, String system) {
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
            throw new BadInputException("the system " + system + " is tuned on held-out training queries, and of "
                    + examples.size() + " a share of " + train.validation()
                    + " is none; raise train.validation, or leave " + system + " out of evaluate.systems");
        }
        return queries;
    }
}
