package dev.isogloss.train;

import dev.isogloss.data.Hit;
import dev.isogloss.data.Key;
import dev.isogloss.data.Negative;
import dev.isogloss.data.Ranking;
import dev.isogloss.data.TrainingExample;
import dev.isogloss.encoder.PairTokenizer;
import dev.isogloss.loss.RerankLoss;
import dev.isogloss.tensor.Device;
import dev.isogloss.tensor.Tensors;
import dev.isogloss.tokenize.TokenBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.javacpp.PointerScope;

/** Ranks every held-out query's positives and negatives by the cross-encoder's scores. */
final class RerankValidation {
    private final List<Candidates> queries;
    private final TokenBatch pairs;
    private final List<Chunk> chunks;
    private final RerankLoss loss;

    /**
     * What one query is ranked against.
     *
     * @param passages positives first
     * @param first where its pairs begin
     */
    private record Candidates(Key query, List<Key> passages, int first, int positives) {}

    private RerankValidation(List<Candidates> queries, TokenBatch pairs, List<Chunk> chunks, RerankLoss loss) {
        this.queries = queries;
        this.pairs = pairs;
        this.chunks = chunks;
        this.loss = loss;
    }

    /** The validation of a training set; empty where no held-out query has a negative to be ranked against. */
    static Optional<RerankValidation> of(
            TrainingSet set, RerankSettings settings, RerankGroups groups, PairTokenizer tokenizer) {
        List<Candidates> queries = new ArrayList<>();
        List<String> queryTexts = new ArrayList<>();
        List<String> passageTexts = new ArrayList<>();
        for (TrainingExample example : Holdout.drawn(set.validation(), settings.seed(), settings.validationQueries())) {
            Set<Key> known = RerankGroups.known(set, example);
            List<Key> negatives = example.negatives().stream()
                    .map(Negative::passage)
                    .filter(key -> RerankGroups.isNegative(set, known, key))
                    .distinct()
                    .limit(settings.validationNegatives())
                    .toList();
            if (!negatives.isEmpty()) {
                List<Key> passages = new ArrayList<>(example.positives());
                passages.addAll(negatives);
                queries.add(new Candidates(
                        example.query().key(),
                        passages,
                        queryTexts.size(),
                        example.positives().size()));
                for (Key passage : passages) {
                    queryTexts.add(example.query().text());
                    passageTexts.add(groups.text(passage));
                }
            }
        }
        if (queries.isEmpty()) {
            return Optional.empty();
        }
        TokenBatch pairs = tokenizer.tokenize(queryTexts, passageTexts);
        return Optional.of(new RerankValidation(
                queries, pairs, Chunk.of(pairs, settings.chunkTokens(), settings.lanes()), settings.loss()));
    }

    /** nDCG@10 and reciprocal rank; the loss is that of the first positive against the negatives. */
    ValidationScore score(RerankLanes lanes) {
        float[] scores = lanes.score(pairs, chunks);
        double ndcg = 0;
        double reciprocalRank = 0;
        double losses = 0;
        for (Candidates candidates : queries) {
            int size = candidates.passages().size();
            float[] own = Arrays.copyOfRange(scores, candidates.first(), candidates.first() + size);
            List<Hit> hits = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                // a network that diverged is the training's to notice; a hit must be finite
                hits.add(new Hit(candidates.passages().get(i), Float.isFinite(own[i]) ? own[i] : -Float.MAX_VALUE));
            }
            Ranking ranking = Ranking.of(candidates.query(), hits, RankingQuality.DEPTH);
            Set<Key> positives = Set.copyOf(candidates.passages().subList(0, candidates.positives()));
            ndcg += RankingQuality.ndcg(ranking, positives);
            reciprocalRank += RankingQuality.reciprocalRank(ranking, positives);
            losses += loss(own, candidates.positives());
        }
        int count = queries.size();
        return new ValidationScore(ndcg / count, reciprocalRank / count, losses / count, count);
    }

    private double loss(float[] scores, int positives) {
        float[] group = new float[scores.length - positives + 1];
        group[0] = scores[0];
        System.arraycopy(scores, positives, group, 1, group.length - 1);
        try (PointerScope _ = new PointerScope()) {
            return loss.sum(Tensors.ofFloats(group, Device.CPU, group.length), new int[] {group.length})
                    .item_double();
        }
    }
}
