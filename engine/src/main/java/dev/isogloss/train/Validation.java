package dev.isogloss.train;

import dev.isogloss.data.Hit;
import dev.isogloss.data.Key;
import dev.isogloss.data.Negative;
import dev.isogloss.data.Ranking;
import dev.isogloss.data.TrainingExample;
import dev.isogloss.loss.ContrastiveLoss;
import dev.isogloss.loss.ContrastiveTargets;
import dev.isogloss.loss.LanguageOffsets;
import dev.isogloss.loss.Teaching;
import dev.isogloss.loss.WeightPlacement;
import dev.isogloss.tensor.Device;
import dev.isogloss.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.javacpp.PointerScope;

/**
 * Ranks every held-out query's positives and mined negatives, and nothing else, so that it costs the same however large the corpus
 * is. nDCG@10 and reciprocal rank as trec_eval defines them, on that short list. Where the loss sees vectors less their language's
 * offset, so does the ranking: what is trained is what is validated.
 */
final class Validation {
    private final List<Candidates> queries;
    private final TokenizedBatch batch;
    private final List<Chunk> chunks;
    private final ContrastiveLoss loss;
    private final float[][] offsets;

    /**
     * What one query is ranked against.
     *
     * @param columns rows of the passages in the batch, positives first
     */
    private record Candidates(Key query, List<Key> passages, int[] columns, int positives) {}

    private Validation(
            List<Candidates> queries,
            TokenizedBatch batch,
            List<Chunk> chunks,
            ContrastiveLoss loss,
            float[][] offsets) {
        this.queries = queries;
        this.batch = batch;
        this.chunks = chunks;
        this.loss = loss;
        this.offsets = offsets;
    }

    /** The validation of a training set; where there are too many held-out queries, those that a seeded hash puts first. */
    static Validation of(TrainingSet set, TrainSettings settings, BatchTokens tokens, BatchTexts texts) {
        Map<String, Integer> columns = new LinkedHashMap<>();
        List<Set<Key>> keys = new ArrayList<>();
        List<Candidates> queries = new ArrayList<>();
        List<String> queryTexts = new ArrayList<>();
        for (TrainingExample example : Holdout.drawn(set.validation(), settings.seed(), settings.validationQueries())) {
            List<Key> passages = new ArrayList<>(example.positives());
            Set<Key> known = new HashSet<>(example.positives());
            known.addAll(set.judgments().positives(example.query().key()));
            example.negatives().stream()
                    .map(Negative::passage)
                    .filter(key -> !known.contains(key))
                    .limit(settings.validationNegatives())
                    .forEach(passages::add);
            int[] places = passages.stream()
                    .mapToInt(key -> texts.column(key, columns, keys))
                    .toArray();
            queries.add(new Candidates(
                    example.query().key(), passages, places, example.positives().size()));
            queryTexts.add(example.query().text());
        }
        if (queries.isEmpty()) {
            throw new IllegalArgumentException("there are no held-out queries to validate with");
        }
        List<String> passageTexts = List.copyOf(columns.keySet());
        ContrastiveTargets unused = ContrastiveTargets.plain(passageTexts.size(), new int[queries.size()]);
        TokenizedBatch batch = tokens.of(new TextBatch(
                0,
                "",
                "mixed",
                queryTexts,
                passageTexts,
                BatchTexts.languages(keys),
                unused,
                new float[0][],
                Teaching.NONE));
        return new Validation(
                queries,
                batch,
                Chunk.of(batch.tokens(), settings.chunkTokens(), settings.lanes()),
                new ContrastiveLoss(settings.temperature(), WeightPlacement.NONE),
                texts.offsets(
                        queries.stream()
                                .map(candidates -> candidates.query.language())
                                .toList(),
                        keys));
    }

    ValidationScore score(Lanes lanes) {
        float[][] vectors = moved(lanes.encode(batch, chunks, Dropping.NONE));
        double ndcg = 0;
        double reciprocalRank = 0;
        double losses = 0;
        for (int i = 0; i < queries.size(); i++) {
            Candidates candidates = queries.get(i);
            float[][] passages = Arrays.stream(candidates.columns())
                    .mapToObj(column -> vectors[queries.size() + column])
                    .toArray(float[][]::new);
            Ranking ranking = ranking(candidates, vectors[i], passages);
            Set<Key> positives = Set.copyOf(candidates.passages().subList(0, candidates.positives()));
            ndcg += RankingQuality.ndcg(ranking, positives);
            reciprocalRank += RankingQuality.reciprocalRank(ranking, positives);
            losses += loss(vectors[i], passages, candidates.positives());
        }
        int count = queries.size();
        return new ValidationScore(ndcg / count, reciprocalRank / count, losses / count, count);
    }

    /** The vectors as their languages leave them. */
    private float[][] moved(float[][] vectors) {
        if (offsets.length == 0) {
            return vectors;
        }
        int dimension = vectors[0].length;
        float[] flat = new float[vectors.length * dimension];
        for (int row = 0; row < vectors.length; row++) {
            System.arraycopy(vectors[row], 0, flat, row * dimension, dimension);
        }
        try (PointerScope _ = new PointerScope()) {
            return Tensors.toRows(
                    LanguageOffsets.takenOff(Tensors.ofFloats(flat, Device.CPU, vectors.length, dimension), offsets));
        }
    }

    private static Ranking ranking(Candidates candidates, float[] query, float[][] passages) {
        List<Hit> hits = new ArrayList<>();
        for (int i = 0; i < passages.length; i++) {
            double score = 0;
            for (int k = 0; k < query.length; k++) {
                score += (double) query[k] * passages[i][k];
            }
            hits.add(new Hit(candidates.passages().get(i), (float) score));
        }
        return Ranking.of(candidates.query(), hits, RankingQuality.DEPTH);
    }

    /** The first positive against the negatives; further positives are masked. */
    private double loss(float[] query, float[][] passages, int positives) {
        try (PointerScope _ = new PointerScope()) {
            boolean[] masked = new boolean[passages.length];
            Arrays.fill(masked, 1, positives, true);
            float[] flat = new float[passages.length * query.length];
            for (int i = 0; i < passages.length; i++) {
                System.arraycopy(passages[i], 0, flat, i * query.length, query.length);
            }
            return loss.of(
                            Tensors.ofFloats(query, Device.CPU, 1, query.length),
                            Tensors.ofFloats(flat, Device.CPU, passages.length, query.length),
                            new ContrastiveTargets(passages.length, new int[] {0}, masked, new float[] {1}))
                    .item_double();
        }
    }
}
