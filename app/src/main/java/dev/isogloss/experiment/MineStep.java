package dev.isogloss.experiment;

import dev.isogloss.data.Judgments;
import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Passage;
import dev.isogloss.data.Query;
import dev.isogloss.data.TrainingExample;
import dev.isogloss.io.AtomicFile;
import dev.isogloss.io.CompressedFiles;
import dev.isogloss.io.StableHash;
import dev.isogloss.mine.Baseline;
import dev.isogloss.mine.Candidates;
import dev.isogloss.mine.Ensemble;
import dev.isogloss.mine.MemberTally;
import dev.isogloss.mine.MinedQuery;
import dev.isogloss.mine.MiningPlan;
import dev.isogloss.mine.MiningQuery;
import dev.isogloss.mine.MiningReport;
import dev.isogloss.mine.MiningStage;
import dev.isogloss.mine.MiningTally;
import dev.isogloss.mine.NegativesReader;
import dev.isogloss.mine.NegativesWriter;
import dev.isogloss.mine.RuleCheck;
import dev.isogloss.mine.ScoreRule;
import dev.isogloss.mine.Scorers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Stage I: every training query gets its hard negatives, once unfiltered for the naive system and once by the recipe. */
final class MineStep {
    private static final int CHANCE_SAMPLE = 200;

    private MineStep() {}

    /** Where the negatives of a system are. */
    static Path negatives(Context context, String system) {
        return context.folder()
                .mining()
                .resolve(system.equals("trained") ? "negatives.jsonl.zst" : system + ".jsonl.zst");
    }

    static Path report(Context context) {
        return context.folder().mining().resolve("report.json");
    }

    static StepKey run(Context context, SystemModel miner, StepKey encoded, StepKey lexical) throws IOException {
        Experiment.MineChoice choice = context.experiment().mine();
        StepKey members = JudgeStep.run(context, miner, EnsembleMembers.prepare(context, encoded, lexical));
        StepKey key = StepKey.of(
                "mine",
                members,
                context.experiment().tree().get("mine"),
                "positives have scores",
                context.data().trainQueries().size(),
                context.experiment().seed());
        return context.steps().run("mine", key, List.of(context.folder().mining()), () -> mine(context, miner, choice));
    }

    private static void mine(Context context, SystemModel miner, Experiment.MineChoice choice) throws IOException {
        List<MiningQuery> queries = queries(context);
        Function<Key, Passage> passages = passages(context);
        try (EnsembleMembers members = EnsembleMembers.open(context, miner)) {
            Scorers scorers = members.scorers();
            Map<Boolean, List<MiningQuery>> parts =
                    parted(queries, context.experiment().seed());
            EnsembleMembers.Weighted weighted = members.weighted(
                    of(parts, true), of(parts, false), context.experiment().seed());
            Ensemble ensemble = weighted.ensemble();
            MiningStages rules = MiningStages.of(choice.stages(), () -> chance(context), of(parts, true), scorers);
            Watch nobody = new Watch(candidates -> {}, mined -> {});
            write(context, "naive", MiningPlan.naive(choice.keep()), ensemble, scorers, queries, passages, nobody);
            try (Judges judges = Judges.open(context, scorers, of(parts, true), passages)) {
                MiningPlan recipe = recipe(choice, rules, judges, ensemble, members);
                MiningTally tally = new MiningTally(recipe, scorers, passages, choice.keep());
                MemberTally found = new MemberTally();
                Watch both = new Watch(found::offered, tally.andThen(found));
                write(context, "trained", recipe, ensemble, scorers, queries, passages, both);
                List<RuleCheck> checks = new ArrayList<>();
                for (var stage : rules.stages()) {
                    if (stage instanceof ScoreRule rule) {
                        checks.add(RuleCheck.of(rule, of(parts, false), scorers));
                    }
                }
                List<String> calibrations = new ArrayList<>(rules.calibrations());
                calibrations.addAll(judges.calibrations());
                MiningReport report = tally.report(calibrations, checks, judges.checks(of(parts, false)))
                        .with(weighted.report(found));
                AtomicFile.writeString(report(context), report.toJson());
                AtomicFile.writeString(context.folder().mining().resolve("report.txt"), report.toText());
            }
        }
    }

    /** Rules, then judges, then what fills up. */
    private static MiningPlan recipe(
            Experiment.MineChoice choice, MiningStages rules, Judges judges, Ensemble ensemble, EnsembleMembers members)
            throws IOException {
        List<MiningStage> stages = new ArrayList<>(rules.stages());
        stages.addAll(judges.stages());
        return new MiningPlan(
                stages, choice.keep(), choice.judgedNegatives(), judges.refill(ensemble, members, choice.keep()));
    }

    /** Mines as the recipe does with what a language model has answered already, asks it nothing and writes nothing. */
    static LlmEstimate estimate(Context context, SystemModel miner, StepKey encoded, StepKey lexical)
            throws IOException {
        Experiment.MineChoice choice = context.experiment().mine();
        StepKey prepared = JudgeStep.run(context, miner, EnsembleMembers.prepare(context, encoded, lexical));
        assert !prepared.value().isEmpty();
        List<MiningQuery> queries = queries(context);
        Function<Key, Passage> passages = passages(context);
        LlmEstimate estimate = new LlmEstimate();
        try (EnsembleMembers members = EnsembleMembers.open(context, miner)) {
            Scorers scorers = members.scorers();
            long seed = context.experiment().seed();
            Map<Boolean, List<MiningQuery>> parts = parted(queries, seed);
            Ensemble ensemble =
                    members.weighted(of(parts, true), of(parts, false), seed).ensemble();
            MiningStages rules = MiningStages.of(choice.stages(), () -> chance(context), of(parts, true), scorers);
            try (Judges judges = Judges.open(context, scorers, of(parts, true), passages, estimate)) {
                MiningPlan recipe = recipe(choice, rules, judges, ensemble, members);
                recipe.run(ensemble, scorers, queries, passages, context.progress(), mined -> {});
                int checked = judges.checks(of(parts, false)).size();
                assert checked >= 0;
            }
        }
        return estimate;
    }

    /** Who else wants to see what the ensemble offers and what becomes of it. */
    private record Watch(Consumer<Candidates> offered, Consumer<MinedQuery> mined) {}

    private static void write(
            Context context,
            String system,
            MiningPlan plan,
            Ensemble ensemble,
            Scorers scorers,
            List<MiningQuery> queries,
            Function<Key, Passage> passages,
            Watch watch)
            throws IOException {
        CompressedFiles.write(negatives(context, system), out -> {
            try (NegativesWriter writer = new NegativesWriter(out)) {
                plan.run(
                        ensemble,
                        scorers,
                        queries,
                        passages,
                        context.progress(),
                        watch.offered,
                        writer.andThen(watch.mined));
            }
        });
    }

    /** Training queries with what people said about passages of their own language. */
    static List<MiningQuery> queries(Context context) {
        List<MiningQuery> queries = new ArrayList<>();
        for (Query query : context.data().trainQueries()) {
            List<Key> positives =
                    present(context, ExperimentData.ownPositives(context.data().trainJudgments(), query));
            if (!positives.isEmpty()) {
                List<Key> negatives = context.data().trainJudgments().negatives(query.key()).stream()
                        .filter(key -> key.language().equals(query.language()))
                        .toList();
                queries.add(new MiningQuery(query, positives, present(context, negatives)));
            }
        }
        return queries;
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

    private static List<Key> present(Context context, List<Key> keys) {
        return keys.stream().filter(key -> context.corpus().ordinal(key) >= 0).toList();
    }

    static Function<Key, Passage> passages(Context context) {
        return key -> context.corpus().passage(context.corpus().ordinal(key));
    }

    /** Queries to calibrate rules on (true) and to check them on (false); a query's side depends on its key and the seed alone. */
    private static Map<Boolean, List<MiningQuery>> parted(List<MiningQuery> queries, long seed) {
        return queries.stream()
                .collect(Collectors.partitioningBy(query ->
                        (StableHash.of(seed, "calibrate " + query.query().key()) & 1) == 0));
    }

    /** The queries that thresholds are placed on. */
    static List<MiningQuery> calibrationSide(Context context) {
        return of(parted(queries(context), context.experiment().seed()), true);
    }

    private static List<MiningQuery> of(Map<Boolean, List<MiningQuery>> parts, boolean side) {
        return java.util.Objects.requireNonNull(parts.get(side));
    }

    private static Baseline chance(Context context) {
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

    /** The training examples of a system, in the order of query keys. */
    static List<TrainingExample> examples(Context context, String system) throws IOException {
        Map<Key, Query> queries = new HashMap<>();
        context.data().trainQueries().forEach(query -> queries.put(query.key(), query));
        Path file = negatives(context, system);
        try (InputStream in = CompressedFiles.open(file)) {
            return NegativesReader.examples(in, file.toString(), queries);
        }
    }
}
