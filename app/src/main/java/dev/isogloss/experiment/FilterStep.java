package dev.isogloss.experiment;

import dev.isogloss.data.TrainingExample;
import dev.isogloss.io.AtomicFile;
import dev.isogloss.io.CompressedFiles;
import dev.isogloss.mine.Candidates;
import dev.isogloss.mine.CandidatesReader;
import dev.isogloss.mine.Ensemble;
import dev.isogloss.mine.JudgeCheck;
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
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/** Candidates become negatives: as they are for the naive system; ruled, judged and filled up for the recipe. */
final class FilterStep {
    private FilterStep() {}

    /** Where the negatives of a system are; the naive system's are the same in all rounds. */
    static Path negatives(Context context, String system) {
        return system.equals("trained")
                ? context.folder().mining().resolve("negatives.jsonl.zst")
                : context.base().mining().resolve(system + ".jsonl.zst");
    }

    static Path report(Context context) {
        return context.folder().mining().resolve("report.json");
    }

    private static Path reportText(Context context) {
        return context.folder().mining().resolve("report.txt");
    }

    /**
     * The first candidates, unfiltered: what the naive system learns from, and what everything is validated on.
     *
     * @param first the round that found the candidates with the untouched model
     */
    static StepKey naive(Context context, Context first, StepKey candidates) throws IOException {
        int keep = context.experiment().mine().keep();
        Path file = negatives(context, "naive");
        return context.steps()
                .run(
                        "filter-naive",
                        StepKey.of("naive", candidates, keep),
                        List.of(file),
                        () -> CompressedFiles.write(file, out -> {
                            try (NegativesWriter writer = new NegativesWriter(out);
                                    CandidatesReader offered = CandidatesStep.read(first, false)) {
                                MiningPlan.naive(keep)
                                        .run(
                                                offered,
                                                context.data().trainQueries().size(),
                                                Scorers.of(),
                                                MiningInputs.passages(context),
                                                context.progress(),
                                                writer);
                            }
                        }));
    }

    /**
     * The recipe.
     *
     * @param scored the key of the scores of a cross-encoder that judges, or of nothing
     */
    static StepKey recipe(Context context, SystemModel miner, StepKey candidates, MemberKeys keys, StepKey scored)
            throws IOException {
        Experiment.MineChoice choice = context.experiment().mine();
        StepKey key = StepKey.of(
                "filter",
                candidates,
                keys.scorers(),
                choice.stages(),
                choice.keep(),
                choice.judgedNegatives(),
                choice.judging().deciding(context.experiment().model()),
                scored,
                context.experiment().seed());
        return context.steps()
                .run(
                        "filter-trained",
                        key,
                        List.of(negatives(context, "trained"), report(context), reportText(context)),
                        () -> filter(context, miner, choice));
    }

    private static void filter(Context context, SystemModel miner, Experiment.MineChoice choice) throws IOException {
        List<MiningQuery> calibrateOn = MiningInputs.calibrationSide(context);
        List<MiningQuery> checkOn = MiningInputs.checkSide(context);
        var passages = MiningInputs.passages(context);
        try (EnsembleMembers members = EnsembleMembers.open(context, miner)) {
            Scorers scorers = members.scorers();
            EnsembleMembers.Weighted weighted = members.weighted(CandidatesStep.weighing(context));
            MiningStages rules = MiningStages.of(
                    choice.stages(),
                    context.experiment().seed(),
                    () -> MiningInputs.chance(context),
                    calibrateOn,
                    scorers);
            try (Judges judges = Judges.open(context, scorers, calibrateOn, passages)) {
                MiningPlan recipe = recipe(choice, rules, judges, weighted.ensemble(), members);
                MiningTally tally = new MiningTally(recipe, scorers, passages, choice.keep());
                MemberTally found = new MemberTally();
                mine(context, recipe, scorers, found, tally.andThen(found));
                List<RuleCheck> checks = new ArrayList<>();
                for (var stage : rules.stages()) {
                    if (stage instanceof ScoreRule rule) {
                        checks.add(RuleCheck.of(rule, checkOn, scorers));
                    }
                }
                List<String> calibrations = new ArrayList<>(rules.calibrations());
                calibrations.addAll(judges.calibrations());
                List<JudgeCheck> judged = judges.checks(checkOn);
                MiningReport report = tally.report(calibrations, checks, judged)
                        .warning(judges.useless(judged))
                        .with(weighted.report(found));
                AtomicFile.writeString(report(context), report.toJson());
                AtomicFile.writeString(reportText(context), report.toText());
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

    /** Filters as the recipe does with what a language model has answered already, asks it nothing and writes nothing. */
    static LlmEstimate estimate(Context context, SystemModel miner) throws IOException {
        Experiment.MineChoice choice = context.experiment().mine();
        List<MiningQuery> calibrateOn = MiningInputs.calibrationSide(context);
        var passages = MiningInputs.passages(context);
        LlmEstimate estimate = new LlmEstimate();
        try (EnsembleMembers members = EnsembleMembers.open(context, miner)) {
            Scorers scorers = members.scorers();
            Ensemble ensemble =
                    members.weighted(CandidatesStep.weighing(context)).ensemble();
            MiningStages rules = MiningStages.of(
                    choice.stages(),
                    context.experiment().seed(),
                    () -> MiningInputs.chance(context),
                    calibrateOn,
                    scorers);
            try (Judges judges = Judges.open(context, scorers, calibrateOn, passages, estimate)) {
                MiningPlan recipe = recipe(choice, rules, judges, ensemble, members);
                try (CandidatesReader offered = CandidatesStep.read(context, recipe.judgedFirst())) {
                    int queries = context.data().trainQueries().size();
                    recipe.run(offered, queries, scorers, passages, context.progress(), mined -> {});
                }
                int checked = judges.checks(MiningInputs.checkSide(context)).size();
                assert checked >= 0;
            }
        }
        return estimate;
    }

    private static void mine(
            Context context, MiningPlan recipe, Scorers scorers, MemberTally found, Consumer<MinedQuery> watch)
            throws IOException {
        CompressedFiles.write(negatives(context, "trained"), out -> {
            try (NegativesWriter writer = new NegativesWriter(out);
                    CandidatesReader offered = CandidatesStep.read(context, recipe.judgedFirst())) {
                recipe.run(
                        counted(offered, found),
                        context.data().trainQueries().size(),
                        scorers,
                        MiningInputs.passages(context),
                        context.progress(),
                        writer.andThen(watch));
            }
        });
    }

    private static Iterator<Candidates> counted(Iterator<Candidates> offered, MemberTally found) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return offered.hasNext();
            }

            @Override
            public Candidates next() {
                Candidates next = offered.next();
                found.offered(next);
                return next;
            }
        };
    }

    /** The training examples of a system, in the order of query keys. */
    static List<TrainingExample> examples(Context context, String system) throws IOException {
        Path file = negatives(context, system);
        try (InputStream in = CompressedFiles.open(file)) {
            return NegativesReader.examples(in, file.toString(), MiningInputs.byKey(context));
        }
    }
}
