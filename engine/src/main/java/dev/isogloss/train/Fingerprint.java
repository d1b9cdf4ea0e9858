package dev.isogloss.train;

import dev.isogloss.batch.PlannedStep;
import dev.isogloss.checkpoint.CrossEncoderFolder;
import dev.isogloss.checkpoint.ModelFolder;
import dev.isogloss.data.Key;
import dev.isogloss.data.Negative;
import dev.isogloss.data.Passage;
import dev.isogloss.data.TrainingExample;
import dev.isogloss.io.Checksums;
import dev.isogloss.loss.GuideLimit;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** SHA-256 over everything that influences the result of a training: resuming under another one would mix two trainings. */
final class Fingerprint {
    /** Changes when the arithmetic of training changes. */
    private static final String VERSION = "isogloss training 2";

    private static final String RERANK_VERSION = "isogloss cross-encoder training 1";

    private final MessageDigest digest = Checksums.newDigest();

    private Fingerprint() {}

    static String of(
            ModelFolder model,
            TrainingSet set,
            List<List<PlannedStep>> plan,
            TrainSettings settings,
            String deviceAndPrecision) {
        Fingerprint fingerprint = new Fingerprint();
        fingerprint.add(VERSION);
        fingerprint.add(settings.decisive().toString());
        fingerprint.add(deviceAndPrecision);
        fingerprint.add(model.weightsHash());
        fingerprint.add(model.architecture().toString());
        fingerprint.addLowerCase(model);
        fingerprint.add(model.contract().hash());
        plan.forEach(epoch -> fingerprint.add(epoch.toString()));
        fingerprint.add(set);
        return Checksums.hex(fingerprint.digest);
    }

    /** Of the training of a cross-encoder. */
    static String of(CrossEncoderFolder model, TrainingSet set, RerankSettings settings, String deviceAndPrecision) {
        Fingerprint fingerprint = new Fingerprint();
        fingerprint.add(RERANK_VERSION);
        fingerprint.add(settings.decisive().toString());
        fingerprint.add(deviceAndPrecision);
        fingerprint.add(model.weightsHash());
        fingerprint.add(model.body().architecture().toString());
        fingerprint.addLowerCase(model.body());
        fingerprint.add(model.head().toString());
        fingerprint.add(model.contract().toString());
        fingerprint.add(set);
        return Checksums.hex(fingerprint.digest);
    }

    /** Nothing where texts stay as they are, so that trainings which were begun go on. */
    private void addLowerCase(ModelFolder model) {
        if (model.lowerCase()) {
            add("lower case");
        }
    }

    private void add(TrainingSet set) {
        SortedSet<Key> passages = new TreeSet<>();
        add(set, set.examples(), passages);
        add(set, set.validation(), passages);
        add(set.weights().toString());
        add(set.advice().identity() + " " + mark(set.advice().guideLimit()));
        for (Key key : passages) {
            Passage passage = set.passages().apply(key);
            add(key + "\0" + passage.title() + "\0" + passage.text());
        }
    }

    /** A margin alone as it has always been written, so that trainings which were begun go on. */
    private static String mark(@Nullable GuideLimit limit) {
        if (limit == null) {
            return "0.0";
        }
        String margin = limit.margin().isPresent()
                ? Float.toString((float) limit.margin().getAsDouble())
                : "none";
        return limit.fraction().isEmpty()
                ? margin
                : margin + " of " + limit.fraction().getAsDouble();
    }

    private void add(TrainingSet set, List<TrainingExample> examples, SortedSet<Key> passages) {
        for (TrainingExample example : examples) {
            List<Key> negatives =
                    example.negatives().stream().map(Negative::passage).toList();
            add(example.query().key() + "\0" + example.query().text() + "\0" + example.positives() + negatives
                    + set.judgments().positives(example.query().key()));
            passages.addAll(example.positives());
            passages.addAll(negatives);
        }
    }

    private void add(String part) {
        digest.update((part + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
