package dev.isogloss.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Mining and training: once, or in {@code mine.rounds} rounds, each of which mines with the model of the round before as the dense
 * member (refreshed negatives: Xiong et al. 2020, arXiv 2007.00808). The last round owns the fixed names of the run folder;
 * earlier ones have {@code rounds/N}, laid out alike. Naive negatives, topics, the trained judge and the candidates that held-out
 * queries are validated with are those of the untouched model in every round.
 */
final class Rounds {
    private final Context context;
    private final Pipeline.Until last;
    private final SystemModel untouched;
    private final StepKey encoded;
    private final Optional<StepKey> sets;
    private final List<SystemModel> models = new ArrayList<>();
    private final SortedMap<String, StepKey> vectors = new TreeMap<>();
    private Optional<SystemModel> reranker = Optional.empty();

    /**
     * Rounds that are still to go.
     *
     * @param encoded the key of the untouched model's vectors
     * @param sets the key of what was drawn from further training sets
     */
    Rounds(Context context, Pipeline.Until last, SystemModel untouched, StepKey encoded, Optional<StepKey> sets) {
        this.context = context;
        this.last = last;
        this.untouched = untouched;
        this.encoded = encoded;
        this.sets = sets;
    }

    /** The trained systems, in the order of their training. */
    List<SystemModel> models() {
        return List.copyOf(models);
    }

    /** The keys of the vectors of the trained systems that were encoded, by system. */
    SortedMap<String, StepKey> vectors() {
        return vectors;
    }

    /** The reranker, where one was trained. */
    Optional<SystemModel> reranker() {
        return reranker;
    }

    /** What a language model would be asked in the first round. */
    LlmEstimate estimate(StepKey lexical) throws IOException {
        MemberKeys keys = EnsembleMembers.prepare(context, encoded, lexical);
        StepKey judge = JudgeStep.run(context, untouched);
        Context first = here(1, context.experiment().mine().rounds());
        StepKey scored = JudgeScoresStep.run(first, CandidatesStep.run(first, untouched, keys), judge);
        assert !scored.value().isEmpty();
        return FilterStep.estimate(first, untouched);
    }

    /** Goes as far as {@code last} says. */
    void run(StepKey lexical, List<String> systems, boolean reranks) throws IOException {
        boolean recipe = systems.contains("trained");
        int rounds = recipe ? context.experiment().mine().rounds() : 1;
        MemberKeys keys = EnsembleMembers.prepare(context, encoded, lexical);
        // First, because it refuses what has too few judgments before anything long starts.
        StepKey judge = recipe || TeachStep.isWanted(context.experiment())
                ? JudgeStep.run(context, untouched)
                : StepKey.of("nobody judges");
        Context first = here(1, rounds);
        StepKey candidates = CandidatesStep.run(first, untouched, keys);
        StepKey unfiltered = FilterStep.naive(context, first, candidates);
        if (systems.contains("naive")) {
            finish(new TrainStep(context, "naive"), untouched, unfiltered, unfiltered, judge);
        }
        if (!recipe) {
            return;
        }
        SystemModel miner = untouched;
        for (int round = 1; round < rounds; round++) {
            Context here = here(round, rounds);
            StepKey scored = JudgeScoresStep.run(here, candidates, judge);
            StepKey negatives = FilterStep.recipe(here, miner, candidates, keys, scored);
            TrainStep training = new TrainStep(here, "trained");
            StepKey planned =
                    training.plan(untouched, encoded, TrainSetsStep.all(context.experiment(), negatives, sets));
            miner = training.train(untouched, start(miner), planned, unfiltered, judge);
            if (context.steps().works()) {
                training.card().write(); // a model taken from a run of fewer rounds says what that run measured
            }
            StepKey passages = EncodeStep.run(here, miner);
            keys = keys.withDense(StepKey.of(passages, EncodeStep.trainingQueries(here, miner)));
            candidates = CandidatesStep.run(here(round + 1, rounds), miner, keys);
        }
        StepKey scored = JudgeScoresStep.run(context, candidates, judge);
        StepKey negatives = FilterStep.recipe(context, miner, candidates, keys, scored);
        if (reranks) {
            reranker = Optional.of(RerankStep.run(context, untouched, negatives));
        }
        finish(new TrainStep(context, "trained"), start(miner), negatives, unfiltered, judge);
    }

    /** What a round's training starts from: the backbone, or where asked the model of the round before. */
    private SystemModel start(SystemModel miner) {
        return context.experiment().mine().continues() ? miner : untouched;
    }

    private Context here(int round, int rounds) {
        return round < rounds ? context.round(round) : context;
    }

    private void finish(TrainStep training, SystemModel from, StepKey negatives, StepKey unfiltered, StepKey judge)
            throws IOException {
        if (last == Pipeline.Until.MINE || last == Pipeline.Until.RERANK) {
            return;
        }
        StepKey planned = training.plan(untouched, encoded, TrainSetsStep.all(context.experiment(), negatives, sets));
        if (last == Pipeline.Until.PLAN) {
            return;
        }
        SystemModel model = training.train(untouched, from, planned, unfiltered, judge);
        models.add(model);
        if (last == Pipeline.Until.REPORT) {
            vectors.put(model.name(), EncodeStep.run(context, model));
        }
    }

    /** The folders of rounds that the experiment does not have any more. */
    static List<Path> strangers(Context context) throws IOException {
        Path folder = context.base().path().resolve("rounds");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> rounds = Files.list(folder)) {
            return rounds.filter(round -> !isEarlier(
                            String.valueOf(round.getFileName()),
                            context.experiment().mine().rounds()))
                    .sorted()
                    .toList();
        }
    }

    private static boolean isEarlier(String name, int rounds) {
        return name.matches("[0-9]{1,4}") && Integer.parseInt(name) < rounds;
    }
}
