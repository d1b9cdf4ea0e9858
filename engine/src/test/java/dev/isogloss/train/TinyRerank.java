package dev.isogloss.train;

import dev.isogloss.checkpoint.Activation;
import dev.isogloss.checkpoint.Architecture;
import dev.isogloss.checkpoint.BertArchitecture;
import dev.isogloss.checkpoint.CrossEncoderFolder;
import dev.isogloss.checkpoint.Family;
import dev.isogloss.checkpoint.ModelFolder;
import dev.isogloss.checkpoint.ModelFolderWriter;
import dev.isogloss.data.Judgments;
import dev.isogloss.data.Key;
import dev.isogloss.data.Language;
import dev.isogloss.data.Negative;
import dev.isogloss.data.Passage;
import dev.isogloss.data.Query;
import dev.isogloss.data.TrainingExample;
import dev.isogloss.embed.TextContract;
import dev.isogloss.encoder.TrainedPart;
import dev.isogloss.io.Progress;
import dev.isogloss.loss.RerankLoss;
import dev.isogloss.tensor.Device;
import dev.isogloss.tensor.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** A two-layer encoder and 60 queries whose positive holds a word that no negative holds, among words that mean nothing. */
final class TinyRerank {
    static final int EXAMPLES = 60;
    private static final int WORDS = 190;

    static final RerankSettings SETTINGS = settings(RerankLoss.BOTH, TrainedPart.EVERYTHING, 2);

    final CrossEncoderFolder start;
    final TrainingSet set;
    private final Map<Key, Passage> passages = new TreeMap<>();

    TinyRerank(Path folder, Family family) throws IOException {
        Path tokenizer = folder.resolve("tokenizer.json");
        Files.createDirectories(folder);
        Files.writeString(tokenizer, TinyTraining.tokenizerJson());
        Architecture architecture = new BertArchitecture(
                family,
                WORDS + 10,
                16,
                2,
                2,
                32,
                42,
                2,
                1e-12,
                Activation.GELU,
                0.1,
                family == Family.BERT ? 0 : 1,
                0.1,
                0);
        ModelFolderWriter.create(
                folder.resolve("start"),
                architecture,
                tokenizer,
                new TextContract("", "", 30, 30, " ", "mean", true, true, "", new TreeMap<>()),
                11);
        this.start = CrossEncoderFolder.fresh(ModelFolder.open(folder.resolve("start")), 5);
        Map<Key, Map<Key, Integer>> grades = new TreeMap<>();
        List<TrainingExample> examples = examples();
        examples.forEach(example ->
                grades.put(example.query().key(), Map.of(example.positives().getFirst(), 1)));
        Holdout holdout = Holdout.of(examples, 0.25, 3);
        this.set = new TrainingSet(
                holdout.training(), holdout.validation(), Judgments.of(grades), List.of(), this::passage);
    }

    RerankTrainer trainer(Path run, RerankSettings settings, Progress progress) {
        return new RerankTrainer(run, start, set, settings, Device.CPU, progress);
    }

    static RerankSettings settings(RerankLoss loss, TrainedPart trained, int epochs) {
        return new RerankSettings(
                loss, trained, 4, 3, 5e-3, epochs, 0.1, 0.01, 1.0, 24, 128, 2, Precision.FP32, 7, 0, 6, 6, 100, 0);
    }

    Passage passage(Key key) {
        Passage passage = passages.get(key);
        if (passage == null) {
            throw new IllegalArgumentException("no passage " + key);
        }
        return passage;
    }

    private List<TrainingExample> examples() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
        List<TrainingExample> examples = new ArrayList<>();
        for (int i = 0; i < EXAMPLES; i++) {
            Language language = new Language(i % 2 == 0 ? "en" : "sw");
            Query query = new Query(new Key(language, "q" + i), noise(random, 3));
            List<Negative> negatives = new ArrayList<>();
            for (int k = 0; k < 6; k++) {
                Key key = add(language, "n" + i + "-" + k, noise(random, 1 + random.nextInt(12)));
                Negative.Source source = k < 2 ? new Negative.Judged() : new Negative.Retrieved();
                negatives.add(new Negative(key, source, Map.of(), 0));
            }
            Key positive = add(language, "p" + i, noise(random, random.nextInt(8)) + " w3 " + noise(random, 3));
            examples.add(new TrainingExample(query, List.of(positive), negatives));
        }
        return examples;
    }

    private Key add(Language language, String id, String text) {
        Key key = new Key(language, id);
        passages.put(key, new Passage(key, "", text));
        return key;
    }

    private static String noise(RandomGenerator random, int words) {
        StringBuilder text = new StringBuilder();
        for (int word = 0; word < words; word++) {
            text.append(" w").append(10 + random.nextInt(WORDS - 10));
        }
        return text.toString().strip();
    }
}
