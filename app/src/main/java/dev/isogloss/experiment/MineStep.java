package dev.isogloss.experiment;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Passage;
import dev.isogloss.data.Query;
import dev.isogloss.data.TrainingExample;
import dev.isogloss.index.Bm25Index;
import dev.isogloss.io.AtomicFile;
import dev.isogloss.io.CompressedFiles;
import dev.isogloss.io.StableHash;
import dev.isogloss.mine.Baseline;
import dev.isogloss.mine.Ensemble;
import dev.isogloss.mine.MiningPlan;
import dev.isogloss.mine.MiningQuery;
import dev.isogloss.mine.MiningReport;
import dev.isogloss.mine.MiningTally;
import dev.isogloss.mine.NegativesReader;
import dev.isogloss.mine.NegativesWriter;
import dev.isogloss.mine.RuleCheck;
import dev.isogloss.mine.ScoreRule;
import dev.isogloss.mine.Scorers;
import dev.isogloss.mine.VectorScorer;
import dev.isogloss.search.Fusion;
import dev.isogloss.search.Retriever;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Stage I: every training query gets its hard negatives, once unfiltered for the naive system and once by the recipe. */
final class MineStep {
    private static final int MEMBER_DEPTH = 100;
    private static final int CHANCE_SAMPLE = 200;
    private static final double CALIBRATION_SHARE = 0.5;

    private MineStep() {}

    /** Where the negatives of a system are. */
    static Path negatives(Context context, String system) {
        return context.folder().mining().resolve(system.equals("trained") ? "negatives.jsonl.zst" : system + ".jsonl.zst");
    }

    static Path report(Context context) {
        return context.folder().mining().resolve("report.json");
    }

    static StepKey run(Context context, SystemModel miner, StepKey encoded, StepKey lexical) throws IOException {
        Experiment.MineChoice choice = context.experiment().mine();
        StepKey key = StepKey.of(
                "mine",
                encoded,
                lexical,
                context.experiment().tree().get("mine"),
                context.data().trainQueries().size(),
                context.experiment().seed());
        return context.steps().run("mine", key, List.of(context.folder().mining()), () -> mine(context, miner, choice));
    }

    private static void mine(Context context, SystemModel miner, Experiment.MineChoice choice) throws IOException {
        List<MiningQuery> queries = queries(context);
        Function<Key, Passage> passages = passages(context);
        try (EncodeStep.Open vectors = EncodeStep.Open.forMining(context, miner);
                Bm25Index bm25 = Bm25Index.open(LexicalStep.folder(context))) {
            Ensemble ensemble = ensemble(choice, vectors, bm25);
            Scorers scorers = Scorers.of(new VectorScorer("dense", vectors.queries(), vectors.passages()));
            Map<Boolean, List<MiningQuery>> parts = parted(queries, context.experiment().seed());
            MiningStages stages = MiningStages.of(
                    choice.stages(), () -> chance(context), parts.getOrDefault(true, List.of()), scorers);
            write(context, "naive", MiningPlan.naive(choice.keep()), ensemble, scorers, queries, passages, null);
            MiningPlan recipe = new MiningPlan(stages.stages(), choice.keep(), choice.judgedNegatives());
            MiningTally tally = new MiningTally(recipe, passages, scorers);
            write(context, "trained", recipe, ensemble, scorers, queries, passages, tally);
            List<RuleCheck> checks = new ArrayList<>();
            for (var stage : stages.stages()) {
                if (stage instanceof ScoreRule rule) {
                    checks.add(RuleCheck.of(rule, parts.getOrDefault(false, queries), scorers));
                }
            }
            MiningReport report = tally.report(stages.calibrations(), checks);
            AtomicFile.writeString(report(context), report.toJson());
            AtomicFile.writeString(context.folder().mining().resolve("report.txt"), report.toText());
        }
    }
}
