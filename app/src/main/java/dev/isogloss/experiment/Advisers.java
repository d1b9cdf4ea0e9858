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
import dev.isogloss.train.Advice;
import dev.isogloss.train.PairScores;
import dev.isogloss.train.TeacherVectors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The other models that a training hears, opened: the ensemble, one of its encoders or a cross-encoder as teacher, the untouched
 * model's vectors as guide and as what each language's texts share.
 */
final class Advisers implements AutoCloseable {
    private final Context context;
    private final Map<Key, Query> queries;
    private final OpenParts open = new OpenParts();
    private Advice advice = Advice.NONE;

    private Advisers(Context context) {
        this.context = context;
        this.queries = MiningInputs.byKey(context);
    }

    /**
     * Opens what the experiment asks for.
     *
     * @param files the folder of the system's own files
     */
    static Advisers open(Context context, String system, Path files, SystemModel untouched) throws IOException {
        Advisers advisers = new Advisers(context);
        try {
            advisers.advice = advisers.advice(FilterStep.negatives(context, system), files, untouched);
            return advisers;
        } catch (RuntimeException | IOException e) {
            advisers.close();
            throw e;
        }
    }

    Advice advice() {
        return advice;
    }

    private Advice advice(Path mined, Path files, SystemModel untouched) throws IOException {
        Experiment.TrainChoice choice = context.experiment().train();
        Experiment.DistillationChoice distillation = choice.distillation();
        @Nullable PairScores teacher = null;
        boolean teachesBatch = false;
        @Nullable TeacherVectors shown = null;
        String identity = "";
        if (TeachStep.isWanted(context.experiment())) {
            TeachStep teaching = new TeachStep(context, files);
            teacher = teaching.read();
            identity = (distillation.byLanguageModel() ? "language model " : "cross-encoder ") + teaching.hash();
        } else if (distillation.isWanted() && distillation.teacher().equals(Experiment.DistillationChoice.ENSEMBLE)) {
            teacher = fusedScores(mined);
            identity = "fused scores " + Checksums.sha256(mined);
        } else if (distillation.isWanted()) {
            TeacherEncoder encoder =
                    encoder(vectors(distillation.teacher(), untouched), distillation.languageBalance());
            if (distillation.loss().equals(Experiment.DistillationChoice.COSINE)) {
                shown = TargetsStep.isWanted(context.experiment())
                        ? new TargetsStep(context, files).besides(encoder, open)
                        : encoder;
            } else {
                teacher = encoder.cosines(queries);
                teachesBatch = true;
            }
            // Which vectors these are stands in the key of the training step already.
            identity = distillation.teacher() + " balance " + distillation.languageBalance() + " "
                    + Checksums.sha256(mined);
        }
        SortedMap<Language, float[]> offsets = offsets(untouched, choice.languageBalance());
        if (!offsets.isEmpty()) {
            identity += " offsets, validated too, " + choice.languageBalance() + " " + untouched.key();
        }
        if (choice.guideLimit().isEmpty()) {
            return new Advice(teacher, teachesBatch, shown, null, null, offsets, identity);
        }
        return new Advice(
                teacher,
                teachesBatch,
                shown,
                encoder(EncodeStep.Open.forMining(untouched), 0).cosines(queries),
                choice.guideLimit().get(),
                offsets,
                identity + " guide " + untouched.key());
    }

    private EncodeStep.Open vectors(String encoder, SystemModel untouched) {
        return context.experiment().mine().ensemble().encoders().stream()
                .filter(member -> member.name().equals(encoder))
                .findAny()
                .map(member -> EncodeStep.Open.forMining(context, member))
                .orElseGet(() -> EncodeStep.Open.forMining(untouched));
    }

    private TeacherEncoder encoder(EncodeStep.Open vectors, double languageBalance) {
        open.keep(vectors);
        return TeacherEncoder.of(vectors, languageBalance);
    }

    /** The mean passage of every language, as much of it as the balance says; of no language at 0. */
    private SortedMap<Language, float[]> offsets(SystemModel untouched, double balance) {
        SortedMap<Language, float[]> offsets = new TreeMap<>();
        if (balance > 0) {
            try (EncodeStep.Open vectors = EncodeStep.Open.forMining(untouched)) {
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
