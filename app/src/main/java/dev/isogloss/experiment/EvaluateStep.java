package dev.isogloss.experiment;

import dev.isogloss.data.Hit;
import dev.isogloss.data.Judgments;
import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Query;
import dev.isogloss.data.Ranking;
import dev.isogloss.eval.Bootstrap;
import dev.isogloss.eval.Comparison;
import dev.isogloss.eval.Evaluator;
import dev.isogloss.eval.Metric;
import dev.isogloss.eval.QueryScores;
import dev.isogloss.eval.ResultRow;
import dev.isogloss.eval.ResultsFile;
import dev.isogloss.eval.Significance;
import dev.isogloss.format.KeyResolver;
import dev.isogloss.format.TrecRun;
import dev.isogloss.index.Bm25Index;
import dev.isogloss.index.LanguageBalance;
import dev.isogloss.io.Progress;
import dev.isogloss.job.OpenReranker;
import dev.isogloss.job.RerankChoice;
import dev.isogloss.search.Retriever;
import dev.isogloss.search.SearchScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Every system searches for every evaluation query; the runs are written, then measured and compared. */
final class EvaluateStep {
    private final Context context;
    private final Experiment.EvaluateChoice choice;
    private final String suffix;
    private final RunFolder home;

    EvaluateStep(Context context) {
        this(context, context.experiment().evaluate(), "", context.base());
    }

    /**
     * Measures on another collection or split than the experiment's own.
     *
     * @param suffix tells its steps apart
     * @param home the run folder whose reranker and language balance are measured
     */
    EvaluateStep(Context context, Experiment.EvaluateChoice choice, String suffix, RunFolder home) {
        this.context = context;
        this.home = home;
        this.choice = choice;
        this.suffix = suffix;
    }

    /** What is measured, and on what. */
    Experiment.EvaluateChoice choice() {
        return choice;
    }

    /** One search of one system: which queries among which passages, and what its run file is called. */
    record Search(String task, String label, SearchScope scope, List<Query> queries) {
        boolean crossesLanguages() {
            return !(scope instanceof SearchScope.OwnLanguage);
        }
    }

    /** Writes {@code runs/{system}.{task}.{split}.{label}.trec} for the systems. */
    StepKey search(String system, List<SystemModel> models, StepKey depends) throws IOException {
        StepKey key = StepKey.of("search", depends, choice.tasks(), choice.split(), choice.depth());
        List<Path> outputs = new ArrayList<>(
                searches().stream().map(search -> runFile(system, search)).toList());
        boolean chooses = suffix.isEmpty() && choice.tunes(system);
        if (chooses) {
            outputs.add(TunedValue.file(home, system));
        }
        return context.steps().run("search-" + system + suffix, key, outputs, () -> {
            if (system.equals("bm25")) {
                try (Bm25Index bm25 = Bm25Index.open(LexicalStep.folder(context))) {
                    write(system, bm25);
                }
            } else if (system.equals("hybrid")) {
                SystemModel trained = model("trained", models);
                try (Bm25Index bm25 = Bm25Index.open(LexicalStep.folder(context));
                        EncodeStep.Open vectors = EncodeStep.Open.forEvaluation(trained)) {
                    if (chooses) {
                        new HeldOutSearch(context, system, trained, vectors)
                                .hybridWeight()
                                .write(home, system);
                    }
                    double weight = choice.hybridWeight().isPresent()
                            ? choice.hybridWeight().getAsDouble()
                            : TunedValue.read(home, system).chosen();
                    write(system, HeldOutSearch.hybrid(bm25, vectors.index("trained"), weight));
                }
            } else if (system.equals("balanced")) {
                SystemModel trained = model("trained", models);
                try (EncodeStep.Open vectors = EncodeStep.Open.forEvaluation(trained)) {
                    if (chooses) {
                        new HeldOutSearch(context, system, trained, vectors)
                                .languageBalance()
                                .write(home, system);
                    }
                    TunedValue balance = TunedValue.read(home, system);
                    write(
                            system,
                            vectors.index(system).balanced(LanguageBalance.of(vectors.passages(), balance.chosen())));
                }
            } else if (system.equals("reranked")) {
                try (EncodeStep.Open vectors = EncodeStep.Open.forEvaluation(model("trained", models));
                        OpenReranker reranker = OpenReranker.open(
                                new RerankChoice(home.reranker().toString(), choice.rerankDepth()),
                                context.encoder(""),
                                context.corpus())) {
                    write(system, reranker.over(vectors.index("trained"), context.progress()));
                }
            } else {
                try (EncodeStep.Open vectors = EncodeStep.Open.forEvaluation(model(system, models))) {
                    write(system, vectors.index(system));
                }
            }
        });
    }

    private static SystemModel model(String system, List<SystemModel> models) {
        return models.stream()
                .filter(model -> model.name().equals(system))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("there is no model of system " + system));
    }

    private void write(String system, Retriever retriever) throws IOException {
        List<Search> searches = searches();
        try (Progress.Task task = context.progress().start("search with " + system, searches.size(), "runs")) {
            for (Search search : searches) {
                List<Ranking> rankings = retriever.retrieve(search.queries(), search.scope(), choice.depth());
                TrecRun.write(runFile(system, search), rankings, system, search.crossesLanguages());
                task.advance(1);
            }
        }
    }

    private Path runFile(String system, Search search) {
        return context.folder()
                .runs()
                .resolve(system + "." + search.task + "." + choice.split() + "." + search.label + ".trec");
    }

    /** All searches that every system makes. */
    List<Search> searches() {
        List<Search> searches = new ArrayList<>();
        Map<Language, List<Query>> byLanguage = new TreeMap<>();
        context.data()
                .evaluationQueries()
                .forEach(query -> byLanguage
                        .computeIfAbsent(query.language(), language -> new ArrayList<>())
                        .add(query));
        List<Language> passages = context.passageLanguages();
        for (String task : choice.tasks()) {
            switch (task) {
                case "monolingual" ->
                    byLanguage.forEach((language, queries) -> {
                        List<Query> judged = withJudgmentIn(queries, language);
                        if (!judged.isEmpty()) {
                            searches.add(new Search(task, language.code(), new SearchScope.OwnLanguage(), judged));
                        }
                    });
                case "pooled" ->
                    searches.add(new Search(
                            task, "pool", new SearchScope.Pool(), context.data().evaluationQueries()));
                default ->
                    byLanguage.forEach((language, queries) -> passages.stream()
                            .filter(other -> !other.equals(language))
                            .forEach(other -> {
                                List<Query> judged = withPositiveIn(queries, other);
                                if (!judged.isEmpty()) {
                                    searches.add(new Search(
                                            task, language + ">" + other, new SearchScope.Only(other), judged));
                                }
                            }));
            }
        }
        return searches;
    }

    private List<Query> withJudgmentIn(List<Query> queries, Language language) {
        return queries.stream()
                .filter(query -> context.data().evaluationJudgments().of(query.key()).keySet().stream()
                        .anyMatch(passage -> passage.language().equals(language)))
                .toList();
    }

    private List<Query> withPositiveIn(List<Query> queries, Language language) {
        return queries.stream()
                .filter(query -> context.data().evaluationJudgments().positives(query.key()).stream()
                        .anyMatch(passage -> passage.language().equals(language)))
                .toList();
    }

    /** The judgments that count in a search: those of the passages that were searched. */
    Judgments judgments(Search search, Set<Key> leftOut) {
        Map<Key, Map<Key, Integer>> grades = new LinkedHashMap<>();
        for (Query query : search.queries) {
            if (leftOut.contains(query.key())) {
                continue;
            }
            Map<Key, Integer> kept = new TreeMap<>();
            context.data().evaluationJudgments().of(query.key()).forEach((passage, grade) -> {
                boolean searched = switch (search.scope) {
                    case SearchScope.OwnLanguage() -> passage.language().equals(query.language());
                    case SearchScope.Pool() -> true;
                    case SearchScope.Only(Language language) ->
                        passage.language().equals(language);
                };
                if (searched) {
                    kept.put(passage, grade);
                }
            });
            grades.put(query.key(), kept);
        }
        return Judgments.of(grades);
    }

    /** What was measured. */
    record Measured(List<ResultRow> rows, List<Comparison> comparisons) {}

    /**
     * Measures the runs of all systems and writes {@code results.json} and {@code comparisons.json}.
     *
     * @param others what is measured elsewhere; only here systems are compared
     */
    StepKey measure(List<StepKey> searched, List<EvaluateStep> others) throws IOException {
        StepKey key =
                StepKey.of("evaluate", searched, choice, context.experiment().seed());
        return context.steps()
                .run(
                        "evaluate",
                        key,
                        List.of(context.folder().results(), context.folder().comparisons()),
                        () -> {
                            Measured measured = measureAll(true);
                            List<ResultRow> rows = new ArrayList<>(measured.rows);
                            for (EvaluateStep other : others) {
                                rows.addAll(other.measureAll(false).rows);
                            }
                            ResultsFile.writeResults(context.folder().results(), rows);
                            ResultsFile.writeComparisons(context.folder().comparisons(), measured.comparisons);
                        });
    }

    Measured read() throws IOException {
        return new Measured(
                ResultsFile.readResults(context.folder().results()),
                ResultsFile.readComparisons(context.folder().comparisons()));
    }

    private Measured measureAll(boolean compares) throws IOException {
        List<Metric> metrics = choice.metrics().stream().map(Metric::parse).toList();
        Bootstrap bootstrap =
                new Bootstrap(Bootstrap.DRAWS, context.experiment().seed());
        List<ResultRow> rows = new ArrayList<>();
        List<Comparison> comparisons = new ArrayList<>();
        for (String task : choice.tasks()) {
            for (boolean unshared : List.of(false, true)) {
                Set<Key> leftOut = unshared ? context.data().shared() : Set.of();
                if (unshared
                        && (leftOut.isEmpty()
                                || leftOut.size()
                                        == context.data().evaluationQueries().size())) {
                    continue;
                }
                String split = unshared ? choice.split() + "-unshared" : choice.split();
                Map<Metric, SequencedMap<String, QueryScores>> byMetric = new LinkedHashMap<>();
                for (String system : choice.systems()) {
                    for (QueryScores scores : scores(system, task, metrics, leftOut)) {
                        rows.addAll(ResultRow.of(system, task, split, choice.scope(), scores, bootstrap));
                        if (!scores.metric().comparesLanguages()) {
                            byMetric.computeIfAbsent(scores.metric(), metric -> new LinkedHashMap<>())
                                    .put(system, scores);
                        }
                    }
                }
                if (compares && !unshared) {
                    for (SequencedMap<String, QueryScores> systems : byMetric.values()) {
                        comparisons.addAll(
                                Significance.seeded(context.experiment().seed()).compareAll(task, systems));
                    }
                }
            }
        }
        return new Measured(rows, comparisons);
    }

    /**
     * The values of every judged query, one entry a metric; none for a task the collection has no judgments for. How the query's
     * own language is treated can be seen only where it is one among others: in the pool.
     */
    List<QueryScores> scores(String system, String task, List<Metric> asked, Set<Key> leftOut) {
        List<Metric> metrics = asked.stream()
                .filter(metric -> task.equals("pooled") || !metric.comparesLanguages())
                .toList();
        List<QueryScores> all = new ArrayList<>();
        for (Search search : searches()) {
            if (!search.task.equals(task)) {
                continue;
            }
            Judgments judgments = judgments(search, leftOut);
            if (judgments.queries().isEmpty()) {
                continue;
            }
            Evaluator evaluator = new Evaluator(judgments, metrics);
            List<Ranking> run = rankings(system, search);
            List<QueryScores> scores =
                    task.equals("cross") ? evaluator.evaluate(run, search.label) : evaluator.evaluate(run);
            if (all.isEmpty()) {
                all.addAll(scores);
            } else {
                for (int i = 0; i < all.size(); i++) {
                    all.set(i, all.get(i).and(scores.get(i)));
                }
            }
        }
        return all;
    }

    /** The run that a system wrote for a search. */
    List<Ranking> rankings(String system, Search search) {
        Path file = runFile(system, search);
        KeyResolver keys =
                search.crossesLanguages() ? KeyResolver.qualified() : KeyResolver.of(new Language(search.label));
        return TrecRun.read(file, keys);
    }

    /** Rank of the first relevant hit, from 1; 0 when there is none. */
    static int firstRelevant(Ranking ranking, Set<Key> positives) {
        int rank = 0;
        for (Hit hit : ranking.hits()) {
            rank++;
            if (positives.contains(hit.passage())) {
                return rank;
            }
        }
        return 0;
    }

    /** Every run file there is, for cleaning up after systems that are no longer asked for. */
    Set<Path> strangers() throws IOException {
        Set<Path> known = new TreeSet<>();
        choice.systems().forEach(system -> searches().forEach(search -> known.add(runFile(system, search))));
        Set<Path> strangers = new TreeSet<>();
        if (Files.isDirectory(context.folder().runs())) {
            try (var files = Files.list(context.folder().runs())) {
                files.filter(file -> !known.contains(file)).forEach(strangers::add);
            }
        }
        return strangers;
    }
}
