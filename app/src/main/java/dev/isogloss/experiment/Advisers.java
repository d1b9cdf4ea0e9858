package dev.isogloss.experiment;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Negative;
import dev.isogloss.data.Query;
import dev.isogloss.index.LanguageBalance;
import dev.isogloss.io.Checksums;
import dev.isogloss.io.CompressedFiles;
import dev.isogloss.mine.MinedQuery;
import dev.isogloss.mine.NegativesReader;
import dev.isogloss.mine.VectorScorer;
import dev.isogloss.train.Advice;
import dev.isogloss.train.PairScores;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The other models that a training hears, opened: the ensemble's fused scores or a cross-encoder's as teacher, the untouched model's
 * vectors as guide and as what each language's texts share.
 *
 * @param vectors held open for the guide; null without one
 */
record Advisers(Advice advice, EncodeStep.@Nullable Open vectors) implements AutoCloseable {
    /**
     * Opens what the experiment asks for.
     *
     * @param files the folder of the system's own files
     */
    static Advisers open(Context context, String system, Path files, SystemModel untouched) throws IOException {
        Experiment.TrainChoice choice = context.experiment().train();
        PairScores teacher = null;
        String identity = "";
        if (TeachStep.isWanted(context.experiment())) {
            TeachStep teaching = new TeachStep(context, files);
            teacher = teaching.read();
            identity = "cross-encoder " + teaching.hash();
        } else if (choice.distillation().isWanted()) {
            Path mined = MineStep.negatives(context, system);
            teacher = fusedScores(context, mined);
            identity = "fused scores " + Checksums.sha256(mined);
        }
        SortedMap<Language, float[]> offsets = offsets(context, untouched, choice.languageBalance());
        if (!offsets.isEmpty()) {
            identity += " offsets " + choice.languageBalance() + " " + untouched.key();
        }
        if (choice.guideMargin().isEmpty()) {
            return new Advisers(new Advice(teacher, null, 0, offsets, identity), null);
        }
        EncodeStep.Open vectors = EncodeStep.Open.forMining(context, untouched);
        VectorScorer scorer = new VectorScorer("guide", vectors.queries(), vectors.passages());
        Map<Key, Query> queries = new HashMap<>();
        context.data().trainQueries().forEach(query -> queries.put(query.key(), query));
        PairScores guide = (query, passage) -> {
            Query asked = queries.get(query);
            return asked == null ? Float.NaN : scorer.score(asked, List.of(passage))[0];
        };
        float margin = choice.guideMargin().get().floatValue();
        return new Advisers(
                new Advice(teacher, guide, margin, offsets, identity + " guide " + untouched.key()), vectors);
    }

    /** The mean passage of every language, as much of it as the balance says; of no language at 0. */
    private static SortedMap<Language, float[]> offsets(Context context, SystemModel untouched, double balance) {
        SortedMap<Language, float[]> offsets = new TreeMap<>();
        if (balance > 0) {
            try (EncodeStep.Open vectors = EncodeStep.Open.forMining(context, untouched)) {
                LanguageBalance.of(vectors.passages(), balance).means().forEach((language, mean) -> {
                    float[] offset = new float[mean.length];
                    for (int d = 0; d < offset.length; d++) {
                        offset[d] = (float) (balance * mean[d]);
                    }
                    offsets.put(language, offset);
                });
            }
        }
        return offsets;
    }

    /** The ensemble's opinion of every positive and negative of a query, as mining wrote it down. */
    private static PairScores fusedScores(Context context, Path file) throws IOException {
        Map<Key, Map<Key, Float>> scores = new HashMap<>();
        Map<Key, Query> queries = new HashMap<>();
        context.data().trainQueries().forEach(query -> queries.put(query.key(), query));
        try (InputStream in = CompressedFiles.open(file)) {
            NegativesReader.read(
                    in,
                    file.toString(),
                    queries,
                    mined -> scores.put(mined.query().key(), scores(mined)));
        }
        return (query, passage) -> scores.getOrDefault(query, Map.of()).getOrDefault(passage, Float.NaN);
    }

    private static Map<Key, Float> scores(MinedQuery mined) {
        Map<Key, Float> scores = new HashMap<>();
        for (Negative negative : mined.negatives()) {
            scores.put(negative.passage(), negative.score());
        }
        for (int i = 0; i < mined.positives().size(); i++) {
            scores.put(mined.positives().get(i), mined.positiveScores().get(i));
        }
        return scores;
    }

    @Override
    public void close() {
        if (vectors != null) {
            vectors.close();
        }
    }
}
