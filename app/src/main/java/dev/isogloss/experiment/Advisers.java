package dev.isogloss.experiment;

import dev.isogloss.data.Key;
import dev.isogloss.data.Negative;
import dev.isogloss.data.Query;
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
import org.jspecify.annotations.Nullable;

/**
 * The other models that a training hears, opened: the ensemble's fused scores as teacher, the untouched model's vectors as guide.
 *
 * @param vectors held open for the guide; null without one
 */
record Advisers(Advice advice, EncodeStep.@Nullable Open vectors) implements AutoCloseable {
    static Advisers open(Context context, String system, SystemModel untouched) throws IOException {
        Experiment.TrainChoice choice = context.experiment().train();
        Path mined = FilterStep.negatives(context, system);
        PairScores teacher = choice.distillation().isWanted() ? fusedScores(context, mined) : null;
        String identity = teacher == null ? "" : "fused scores " + Checksums.sha256(mined);
        if (choice.guideMargin().isEmpty()) {
            return new Advisers(new Advice(teacher, null, 0, identity), null);
        }
        EncodeStep.Open vectors = EncodeStep.Open.forMining(untouched);
        VectorScorer scorer = new VectorScorer("guide", vectors.queries(), vectors.passages());
        Map<Key, Query> queries = MiningInputs.byKey(context);
        PairScores guide = (query, passage) -> {
            Query asked = queries.get(query);
            return asked == null ? Float.NaN : scorer.score(asked, List.of(passage))[0];
        };
        float margin = choice.guideMargin().get().floatValue();
        return new Advisers(new Advice(teacher, guide, margin, identity + " guide " + untouched.key()), vectors);
    }

    /** The ensemble's opinion of every positive and negative of a query, as mining wrote it down. */
    private static PairScores fusedScores(Context context, Path file) throws IOException {
        Map<Key, Map<Key, Float>> scores = new HashMap<>();
        Map<Key, Query> queries = MiningInputs.byKey(context);
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
