package dev.isogloss.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Negative;
import dev.isogloss.data.TrainingExample;
import dev.isogloss.encoder.TransformerEncoder;
import dev.isogloss.loss.ContrastiveTargets;
import dev.isogloss.loss.Teaching;
import dev.isogloss.tensor.Device;
import dev.isogloss.tensor.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Held-out queries are ranked by the vectors that the loss sees. */
class ValidationTest {
    private static final int DIMENSION = 16;

    @TempDir
    private Path folder = Path.of("");

    private TinyTraining tiny;

    @BeforeEach
    void makeTraining() throws IOException {
        tiny = new TinyTraining(folder);
    }

    private TrainingSet balanced(SortedMap<Language, float[]> offsets) {
        return new TrainingSet(
                tiny.set.examples(),
                tiny.set.validation(),
                tiny.set.judgments(),
                tiny.set.weights(),
                tiny.set.passages(),
                new Advice(null, false, null, null, null, offsets, "offsets"));
    }

    @Test
    void whatIsTakenOffForTheLossIsTakenOffForTheRanking() throws IOException {
        SortedMap<Language, float[]> offsets = new TreeMap<>();
        for (Map.Entry<String, Integer> language : Map.of("en", 1, "sw", -1).entrySet()) {
            float[] offset = new float[DIMENSION];
            for (int d = 0; d < DIMENSION; d++) {
                offset[d] = language.getValue() * (d % 3 - 1) * 0.6f;
            }
            offsets.put(new Language(language.getKey()), offset);
        }
        BatchTokens tokens = new BatchTokens(tiny.tokenizer, tiny.model.contract());
        try (TransformerEncoder encoder = TransformerEncoder.forTraining(tiny.model, Precision.FP32, Device.CPU);
                Lanes lanes = new Lanes(encoder, 2)) {
            for (SortedMap<Language, float[]> taken : List.of(new TreeMap<Language, float[]>(), offsets)) {
                TrainingSet set = balanced(taken);
                BatchTexts texts = new BatchTexts(set, tiny.model.contract());
                ValidationScore score =
                        Validation.of(set, TinyTraining.SETTINGS, tokens, texts).score(lanes);
                assertThat(score.reciprocalRank()).isCloseTo(byHand(set, taken, tokens, texts, lanes), within(1e-9));
            }
            TrainingSet plain = balanced(new TreeMap<>());
            TrainingSet moved = balanced(offsets);
            assertThat(score(moved, tokens, lanes).loss())
                    .isNotCloseTo(score(plain, tokens, lanes).loss(), within(1e-3));
        }
    }

    private ValidationScore score(TrainingSet set, BatchTokens tokens, Lanes lanes) {
        return Validation.of(set, TinyTraining.SETTINGS, tokens, new BatchTexts(set, tiny.model.contract()))
                .score(lanes);
    }

    /** The mean reciprocal rank, every query encoded by itself and moved in double precision. */
    private static double byHand(
            TrainingSet set, SortedMap<Language, float[]> offsets, BatchTokens tokens, BatchTexts texts, Lanes lanes) {
        double sum = 0;
        for (TrainingExample example : set.validation()) {
            List<Key> passages = new ArrayList<>(example.positives());
            example.negatives().stream()
                    .map(Negative::passage)
                    .filter(key -> !example.positives().contains(key))
                    .limit(TinyTraining.SETTINGS.validationNegatives())
                    .forEach(passages::add);
            TokenizedBatch batch = tokens.of(new TextBatch(
                    0,
                    "",
                    "",
                    List.of(example.query().text()),
                    passages.stream().map(texts::text).toList(),
                    passages.stream().map(Key::language).toList(),
                    ContrastiveTargets.plain(passages.size(), 0),
                    new float[0][],
                    Teaching.NONE));
            float[][] vectors = lanes.encode(batch, List.of(Chunk.whole(batch.tokens())), Dropping.NONE);
            double[] query = moved(vectors[0], example.language(), offsets);
            double positive = 0;
            int rank = 1;
            for (int i = 0; i < passages.size(); i++) {
                double[] passage = moved(vectors[i + 1], passages.get(i).language(), offsets);
                double score = 0;
                for (int d = 0; d < DIMENSION; d++) {
                    score += query[d] * passage[d];
                }
                if (i == 0) {
                    positive = score;
                } else if (score > positive) {
                    rank++;
                }
            }
            sum += 1.0 / rank;
        }
        return sum / set.validation().size();
    }

    private static double[] moved(float[] vector, Language language, SortedMap<Language, float[]> offsets) {
        float[] offset = offsets.getOrDefault(language, new float[DIMENSION]);
        double[] moved = new double[DIMENSION];
        double squares = 0;
        for (int d = 0; d < DIMENSION; d++) {
            moved[d] = vector[d] - offset[d];
            squares += moved[d] * moved[d];
        }
        for (int d = 0; d < DIMENSION; d++) {
            moved[d] /= Math.sqrt(squares);
        }
        return moved;
    }
}
