package dev.isogloss.experiment;

import dev.isogloss.io.CompressedFiles;
import dev.isogloss.io.JsonFile;
import dev.isogloss.io.Progress;
import dev.isogloss.mine.CandidateSearch;
import dev.isogloss.mine.Candidates;
import dev.isogloss.mine.CandidatesReader;
import dev.isogloss.mine.CandidatesWriter;
import dev.isogloss.mine.MiningQuery;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Every training query gets its candidates: what the ensemble proposes before anything is filtered. The expensive part of mining,
 * and a step of its own because everything that is filtered, judged or filled up differently starts from the same candidates.
 *
 * <p>{@code candidates/informed.jsonl.zst} leaves out what people judged irrelevant, {@code naive.jsonl.zst} does not know it,
 * {@code ensemble.json} says how the members were weighed.
 */
final class CandidatesStep {
    private CandidatesStep() {}

    /**
     * How an ensemble was weighed, as {@code ensemble.json} holds it.
     *
     * @param weights of all members; those of weight 0 propose nothing
     * @param weighting how learned weights were found; empty for others
     */
    record Weighing(SortedMap<String, Double> weights, String weighting) {
        Weighing {
            weights = Collections.unmodifiableSortedMap(new TreeMap<>(weights));
        }
    }

    static StepKey run(Context context, SystemModel miner, MemberKeys keys) throws IOException {
        Experiment.MineChoice choice = context.experiment().mine();
        StepKey key = StepKey.of(
                "candidates",
                context.learnedKey(),
                keys.members(),
                choice.ensemble().weights(),
                choice.fusion(),
                choice.depth(),
                // Which queries weights are learned on.
                choice.ensemble().weights() instanceof EnsembleChoice.Weights.Learned
                        ? context.experiment().seed()
                        : "no chance");
        return context.steps().run("candidates", key, List.of(folder(context)), () -> search(context, miner));
    }

    private static void search(Context context, SystemModel miner) throws IOException {
        List<MiningQuery> queries = MiningInputs.queries(context);
        try (EnsembleMembers members = EnsembleMembers.open(context, miner)) {
            EnsembleMembers.Weighted weighted = members.weighted(
                    MiningInputs.calibrationSide(context),
                    MiningInputs.checkSide(context),
                    context.experiment().seed());
            CandidateSearch search = new CandidateSearch(weighted.ensemble(), MiningInputs.passages(context));
            // Side by side, so that the members answer once for both.
            Iterator<Candidates> informed = search.of(queries);
            Iterator<Candidates> naive = search.of(
                    queries.stream().map(MiningQuery::withoutJudgedNegatives).toList());
            try (Progress.Task task = context.progress().start("find candidates", queries.size(), "queries")) {
                CompressedFiles.write(
                        file(context, true),
                        informedOut -> CompressedFiles.write(file(context, false), naiveOut -> {
                            try (CandidatesWriter informedWriter = new CandidatesWriter(informedOut);
                                    CandidatesWriter naiveWriter = new CandidatesWriter(naiveOut)) {
                                while (informed.hasNext()) {
                                    informedWriter.accept(informed.next());
                                    naiveWriter.accept(naive.next());
                                    task.advance(1);
                                }
                            }
                        }));
            }
            JsonFile.write(weighingFile(context), weighted.weighing());
        }
    }

    /**
     * The candidates of all queries, in the order of their keys.
     *
     * @param informed whether people's negatives are known, and so are no candidates
     */
    static CandidatesReader read(Context context, boolean informed) throws IOException {
        Path file = file(context, informed);
        return new CandidatesReader(CompressedFiles.open(file), file.toString(), MiningInputs.byKey(context));
    }

    static Weighing weighing(Context context) throws IOException {
        return JsonFile.read(weighingFile(context), Weighing.class);
    }

    private static Path weighingFile(Context context) {
        return folder(context).resolve("ensemble.json");
    }

    private static Path file(Context context, boolean informed) {
        return folder(context).resolve(informed ? "informed.jsonl.zst" : "naive.jsonl.zst");
    }

    private static Path folder(Context context) {
        return context.folder().candidates();
    }
}
