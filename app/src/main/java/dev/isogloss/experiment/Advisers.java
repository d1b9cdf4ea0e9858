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

/** The other models that a training hears, opened: the ensemble or one of its encoders as teacher, the untouched model as guide. */
final class Advisers implements AutoCloseable {
    private final Context context;
    private final Map<Key, Query> queries = new HashMap<>();
    private final OpenParts open = new OpenParts();
    private Advice advice = Advice.NONE;

    private Advisers(Context context) {
        this.context = context;
        context.data().trainQueries().forEach(query -> queries.put(query.key(), query));
    }

    static Advisers open(Context context, String system, SystemModel untouched) throws IOException {
        Advisers advisers = new Advisers(context);
        try {
            advisers.advice = advisers.advice(MineStep.negatives(context, system), untouched);
            return advisers;
        } catch (RuntimeException | IOException e) {
            advisers.close();
            throw e;
        }
    }

    Advice advice() {
        return advice;
    }

    private Advice advice(Path mined, SystemModel untouched) throws IOException {
        Experiment.TrainChoice choice = context.experiment().train();
        Experiment.DistillationChoice distillation = choice.distillation();
        @Nullable PairScores teacher = null;
        boolean teachesBatch = false;
        String identity = "";
        if (distillation.isWanted() && distillation.teacher().equals(Experiment.DistillationChoice.ENSEMBLE)) {
            teacher = fusedScores(mined);
            identity = "fused scores " + Checksums.sha256(mined);
        } else if (distillation.isWanted()) {
            teacher = cosines(vectors(distillation.teacher(), untouched));
            teachesBatch = true;
            // Which vectors these are stands in the key of the training step already.
            identity = distillation.teacher() + " " + Checksums.sha256(mined);
        }
        if (choice.guideMargin().isEmpty()) {
            return new Advice(teacher, teachesBatch, null, 0, identity);
        }
        return new Advice(
                teacher,
                teachesBatch,
                cosines(EncodeStep.Open.forMining(context, untouched)),
                choice.guideMargin().get().floatValue(),
                identity + " guide " + untouched.key());
    }

    private EncodeStep.Open vectors(String encoder, SystemModel untouched) {
        return context.experiment().mine().ensemble().encoders().stream()
                .filter(member -> member.name().equals(encoder))
                .findAny()
                .map(member -> EncodeStep.Open.forMining(context, member))
                .orElseGet(() -> EncodeStep.Open.forMining(context, untouched));
    }

    /** What an encoder says of any training query and passage. */
    private PairScores cosines(EncodeStep.Open vectors) {
        open.keep(vectors);
        VectorScorer scorer = new VectorScorer(vectors.name(), vectors.queries(), vectors.passages());
        return (query, passage) -> {
            Query asked = queries.get(query);
            return asked == null ? Float.NaN : scorer.score(asked, List.of(passage))[0];
        };
    }

    /** The ensemble's opinion of every positive and negative of a query, as mining wrote it down. */
    private PairScores fusedScores(Path file) throws IOException {
        Map<Key, Map<Key, Float>> scores = new HashMap<>();
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
        open.close();
    }
}
