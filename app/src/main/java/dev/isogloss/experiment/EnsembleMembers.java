package dev.isogloss.experiment;

import dev.isogloss.embed.Embedder;
import dev.isogloss.index.Bm25Index;
import dev.isogloss.index.LexicalUnit;
import dev.isogloss.io.Checksums;
import dev.isogloss.io.StableHash;
import dev.isogloss.job.EncoderChoice;
import dev.isogloss.mine.CandidateFusion;
import dev.isogloss.mine.Ensemble;
import dev.isogloss.mine.EnsembleReport;
import dev.isogloss.mine.ExtractiveQueryGenerator;
import dev.isogloss.mine.MemberTally;
import dev.isogloss.mine.MiningQuery;
import dev.isogloss.mine.PassageScorer;
import dev.isogloss.mine.Scorers;
import dev.isogloss.mine.VectorScorer;
import dev.isogloss.mine.WeightSearch;
import dev.isogloss.search.Fusion;
import dev.isogloss.search.Retriever;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The retrievers of {@code mine.ensemble}, open; and every dense encoder among them as a scorer for rules. */
final class EnsembleMembers implements AutoCloseable {
    private static final int MEMBER_DEPTH = 100;
    private static final int RECIPROCAL_RANK = 60;

    /** Weights are learned on so many queries at most; more would change them little. */
    private static final int LEARNING_QUERIES = 2000;

    private final Experiment.MineChoice choice;
    private final List<Retriever> retrievers = new ArrayList<>();
    private final List<PassageScorer> scorers = new ArrayList<>();
    private final OpenParts open = new OpenParts();
    private @Nullable LiveQueries live;
    private @Nullable Bm25Index words;

    private EnsembleMembers(Experiment.MineChoice choice) {
        this.choice = choice;
    }

    /**
     * An ensemble with what its members weigh.
     *
     * @param weights of all members; those of weight 0 are not in the ensemble
     * @param weighting how learned weights were found; empty for others
     */
    record Weighted(Ensemble ensemble, SortedMap<String, Double> weights, String weighting) {
        EnsembleReport report(MemberTally tally) {
            return tally.report(ensemble.fusionName(), weights, weighting);
        }

        CandidatesStep.Weighing weighing() {
            return new CandidatesStep.Weighing(weights, weighting);
        }
    }

    /** Makes what the members need besides the experiment's own vectors and BM25 over words. */
    static MemberKeys prepare(Context context, StepKey encoded, StepKey lexical) throws IOException {
        SortedMap<String, StepKey> members = new TreeMap<>();
        SortedMap<String, StepKey> scorers = new TreeMap<>(Map.of(EnsembleMember.Dense.NAME, encoded));
        for (EnsembleMember member : context.experiment().mine().ensemble().members()) {
            StepKey key = switch (member) {
                case EnsembleMember.Lexical(LexicalUnit unit) ->
                    unit == LexicalUnit.WORD ? lexical : LexicalStep.run(context, unit);
                case EnsembleMember.Dense() -> encoded;
                case EnsembleMember.Encoder encoder -> {
                    StepKey vectors = EncodeStep.run(context, encoder);
                    scorers.put(encoder.name(), vectors);
                    yield vectors;
                }
                case EnsembleMember.Run run -> StepKey.of("run", Checksums.sha256(run.file()));
            };
            members.put(member.name(), key);
        }
        return new MemberKeys(members, scorers);
    }

    static EnsembleMembers open(Context context, SystemModel miner) {
        EnsembleMembers members = new EnsembleMembers(context.experiment().mine());
        try {
            // The experiment's own vectors are open in any case, because rules score with them.
            EncoderChoice own = context.encoder(miner.folder().toString());
            Retriever dense = members.dense(EnsembleMember.Dense.NAME, EncodeStep.Open.forMining(miner), own);
            members.words = members.open.keep(Bm25Index.open(LexicalStep.folder(context, LexicalUnit.WORD)));
            for (EnsembleMember member : members.choice.ensemble().members()) {
                members.retrievers.add(
                        switch (member) {
                            case EnsembleMember.Lexical(LexicalUnit unit) ->
                                members.open.keep(Bm25Index.open(LexicalStep.folder(context, unit)));
                            case EnsembleMember.Dense() -> dense;
                            case EnsembleMember.Encoder encoder ->
                                members.dense(
                                        encoder.name(),
                                        EncodeStep.Open.forMining(context, encoder),
                                        context.encoder(encoder));
                            case EnsembleMember.Run run -> RunMember.open(context, run);
                        });
            }
            return members;
        } catch (RuntimeException e) {
            members.close();
            throw e;
        }
    }

    private Retriever dense(String name, EncodeStep.Open vectors, EncoderChoice choice) {
        open.keep(vectors);
        scorers.add(new VectorScorer(name, vectors.queries(), vectors.passages()));
        LiveQueries queries = open.keep(new LiveQueries(vectors.queries(), choice));
        if (name.equals(EnsembleMember.Dense.NAME)) {
            live = queries;
        }
        return vectors.index(name, queries);
    }

    /** The experiment's own model, for texts that have no vector yet. */
    Embedder embedder() {
        return java.util.Objects.requireNonNull(live).embedder();
    }

    /** How much words tell in this collection. */
    ExtractiveQueryGenerator.Salience salience() {
        return java.util.Objects.requireNonNull(words)::salience;
    }

    /** A scorer for every dense encoder, by its name; the experiment's own is {@code dense}. */
    Scorers scorers() {
        return Scorers.of(scorers.toArray(PassageScorer[]::new));
    }

    /** The ensemble where nobody judged anything that weights could be learned on; see {@link Preflight}. */
    Weighted unlearned() {
        return weighted(List.of(), List.of(), 0);
    }

    /**
     * The ensemble with its weights.
     *
     * @param learnFrom queries that weights are learned on
     * @param checkOn other queries, on which the report says what learning was worth
     * @param seed of the draw where there are more queries than learning needs
     */
    Weighted weighted(List<MiningQuery> learnFrom, List<MiningQuery> checkOn, long seed) {
        return switch (choice.ensemble().weights()) {
            case EnsembleChoice.Weights.Equal() -> new Weighted(ensemble(Map.of()), WeightSearch.equal(retrievers), "");
            case EnsembleChoice.Weights.Given(SortedMap<String, Double> weights) ->
                new Weighted(ensemble(weights), weights, "");
            case EnsembleChoice.Weights.Learned() -> learned(drawn(learnFrom, seed), drawn(checkOn, seed));
        };
    }

    /** The same ensemble again, weighed as before. */
    Weighted weighted(CandidatesStep.Weighing before) {
        Map<String, Double> weights =
                choice.ensemble().weights() instanceof EnsembleChoice.Weights.Equal ? Map.of() : before.weights();
        return new Weighted(ensemble(weights), before.weights(), before.weighting());
    }

    private Weighted learned(List<MiningQuery> learnFrom, List<MiningQuery> checkOn) {
        WeightSearch search = new WeightSearch(this::fused, MEMBER_DEPTH);
        SortedMap<String, Double> equal = WeightSearch.equal(retrievers);
        WeightSearch.Sample learning = search.ask(retrievers, learnFrom);
        SortedMap<String, Double> weights = search.learn(equal, learning);
        WeightSearch.Sample checking = search.ask(retrievers, checkOn);
        String how = String.format(
                Locale.ROOT,
                "weights %s learned on %d held-out training queries: nDCG@10 of known positives %.4f (equal weights %.4f);"
                        + " on %d others %.4f (equal weights %.4f)",
                weights,
                learnFrom.size(),
                search.quality(weights, learning),
                search.quality(equal, learning),
                checkOn.size(),
                search.quality(weights, checking),
                search.quality(equal, checking));
        return new Weighted(ensemble(weights), weights, how);
    }

    private static List<MiningQuery> drawn(List<MiningQuery> queries, long seed) {
        return queries.stream()
                .sorted(Comparator.<MiningQuery>comparingLong(query ->
                                StableHash.of(seed, "weights " + query.query().key()))
                        .thenComparing(query -> query.query().key()))
                .limit(LEARNING_QUERIES)
                .toList();
    }

    private Ensemble ensemble(Map<String, Double> weights) {
        SortedMap<String, Double> heard = new TreeMap<>(weights);
        heard.values().removeIf(weight -> weight == 0);
        Fusion fusion = fusion(heard);
        return new Ensemble(
                retrievers.stream()
                        .filter(member -> weights.isEmpty() || heard.containsKey(member.name()))
                        .toList(),
                fusion::fuse,
                fusion.toString(),
                Math.max(MEMBER_DEPTH, choice.depth()),
                choice.depth());
    }

    private CandidateFusion fused(Map<String, Double> weights) {
        return fusion(weights)::fuse;
    }

    private Fusion fusion(Map<String, Double> weights) {
        return choice.fusion().equals("reciprocal-rank")
                ? new Fusion.ReciprocalRank(RECIPROCAL_RANK, weights)
                : new Fusion.WeightedSum(weights);
    }

    @Override
    public void close() {
        open.close();
    }
}
