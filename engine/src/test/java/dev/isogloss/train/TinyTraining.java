package dev.isogloss.train;

import dev.isogloss.batch.BatchPlan;
import dev.isogloss.batch.PlanExample;
import dev.isogloss.batch.PlanSettings;
import dev.isogloss.batch.PlannedStep;
import dev.isogloss.checkpoint.Architecture;
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
import dev.isogloss.encoder.HuggingFaceTextTokenizer;
import dev.isogloss.io.Progress;
import dev.isogloss.loss.Distillation;
import dev.isogloss.loss.Matryoshka;
import dev.isogloss.loss.WeightPlacement;
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

/** A two-layer encoder over 200 words and 60 examples whose query shares two words with its positive. */
final class TinyTraining {
    static final int EXAMPLES = 60;
    static final int WORDS = 196;

    static final TrainSettings SETTINGS = settings(Precision.FP32);

    final ModelFolder model;
    final HuggingFaceTextTokenizer tokenizer;
    final TrainingSet set;
    private final Map<Key, Passage> passages = new TreeMap<>();

    TinyTraining(Path folder) throws IOException {
        this(folder, Architecture.bert(WORDS + 4, 16, 2, 2, 32, 40), "mean");
    }

    /** The same texts for another encoder, of {@code WORDS + 4} word pieces. */
    TinyTraining(Path folder, Architecture architecture, String pooling) throws IOException {
        Path tokenizerFile = folder.resolve("tokenizer.json");
        Files.createDirectories(folder);
        Files.writeString(tokenizerFile, tokenizerJson());
        Path modelFolder = folder.resolve("start");
        TextContract contract = new TextContract("w0 ", "w1 ", 30, 30, " ", pooling, true, true, "", new TreeMap<>());
        ModelFolderWriter.create(modelFolder, architecture, tokenizerFile, contract, 11);
        this.model = ModelFolder.open(modelFolder);
        this.tokenizer = HuggingFaceTextTokenizer.open(model);
        List<TrainingExample> examples = examples();
        Holdout holdout = Holdout.of(examples, 0.2, 3);
        Map<Key, Map<Key, Integer>> grades = new TreeMap<>();
        for (TrainingExample example : examples) {
            grades.put(example.query().key(), Map.of(example.positives().getFirst(), 1));
        }
        List<Float> weights = new ArrayList<>();
        for (int i = 0; i < holdout.training().size(); i++) {
            weights.add(0.5f + i % 3);
        }
        this.set =
                new TrainingSet(holdout.training(), holdout.validation(), Judgments.of(grades), weights, this::passage);
    }

    static TrainSettings settings(Precision precision) {
        return new TrainSettings(
                3,
                0.05,
                5e-3,
                2,
                0.1,
                0.01,
                1.0,
                12,
                24,
                64,
                GradientCaching.ALWAYS,
                2,
                precision,
                WeightPlacement.NONE,
                1,
                new Distillation.None(),
                Matryoshka.NONE,
                7,
                0,
                4,
                5,
                100,
                Selection.TRAINED_OR_UNTOUCHED,
                0);
    }

    /** The same texts for another model with the same tokenizer. */
    TinyTraining with(ModelFolder other) {
        return new TinyTraining(this, other);
    }

    private TinyTraining(TinyTraining texts, ModelFolder model) {
        this.model = model;
        this.tokenizer = texts.tokenizer;
        this.passages.putAll(texts.passages);
        this.set = texts.set;
    }

    Trainer trainer(Path runFolder, TrainSettings settings, Progress progress) {
        return new Trainer(runFolder, model, tokenizer, set, plan(settings.epochs()), settings, Device.CPU, progress);
    }

    List<List<PlannedStep>> plan(int epochs) {
        PlanSettings plan = new PlanSettings(PlanSettings.LanguageMix.SAME, PlanSettings.TopicMix.NONE, 1, 0.5, 6, 5);
        List<PlanExample> planned = new ArrayList<>();
        for (int i = 0; i < set.examples().size(); i++) {
            planned.add(PlanExample.of(i, set.examples().get(i), 0, this::passage));
        }
        List<List<PlannedStep>> steps = new ArrayList<>();
        for (int epoch = 0; epoch < epochs; epoch++) {
            steps.add(BatchPlan.epoch(plan, planned, epoch));
        }
        return steps;
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
        List<Language> languages = List.of(new Language("en"), new Language("sw"));
        List<List<Key>> byLanguage = List.of(new ArrayList<>(), new ArrayList<>());
        List<Query> queries = new ArrayList<>();
        for (int i = 0; i < EXAMPLES; i++) {
            Language language = languages.get(i % 2);
            String topic = "w" + random.nextInt(WORDS) + " w" + random.nextInt(WORDS);
            queries.add(new Query(new Key(language, "q" + i), topic + " w" + random.nextInt(WORDS)));
            StringBuilder text = new StringBuilder(topic);
            for (int word = 0; word < 3 + random.nextInt(15); word++) {
                text.append(" w").append(random.nextInt(WORDS));
            }
            Key key = new Key(language, "p" + i);
            passages.put(key, new Passage(key, i % 5 == 0 ? "w7" : "", text.toString()));
            byLanguage.get(i % 2).add(key);
        }
        List<TrainingExample> examples = new ArrayList<>();
        for (int i = 0; i < EXAMPLES; i++) {
            List<Key> others = byLanguage.get(i % 2);
            List<Negative> negatives = new ArrayList<>();
            for (int k = 1; k <= 8; k++) {
                Key other = others.get((i / 2 + k) % others.size());
                negatives.add(new Negative(other, new Negative.Retrieved(), Map.of("bm25", k), 1.0f / k));
            }
            examples.add(new TrainingExample(queries.get(i), List.of(others.get(i / 2)), negatives));
        }
        return examples;
    }

    /** Every word from w0 to w195 is a token. */
    static String tokenizerJson() {
        StringBuilder vocabulary = new StringBuilder("\"[PAD]\":0,\"[UNK]\":1,\"[CLS]\":2,\"[SEP]\":3");
        for (int word = 0; word < WORDS; word++) {
            vocabulary.append(",\"w").append(word).append("\":").append(word + 4);
        }
        return """
                {"version":"1.0","truncation":null,"padding":null,"added_tokens":[
                {"id":0,"content":"[PAD]","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true},
                {"id":1,"content":"[UNK]","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true},
                {"id":2,"content":"[CLS]","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true},
                {"id":3,"content":"[SEP]","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true}],
                "normalizer":null,"pre_tokenizer":{"type":"WhitespaceSplit"},
                "post_processor":{"type":"TemplateProcessing",
                "single":[{"SpecialToken":{"id":"[CLS]","type_id":0}},{"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"[SEP]","type_id":0}}],
                "pair":[{"SpecialToken":{"id":"[CLS]","type_id":0}},{"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"[SEP]","type_id":0}},
                {"Sequence":{"id":"B","type_id":1}},{"SpecialToken":{"id":"[SEP]","type_id":1}}],
                "special_tokens":{"[CLS]":{"id":"[CLS]","ids":[2],"tokens":["[CLS]"]},"[SEP]":{"id":"[SEP]","ids":[3],"tokens":["[SEP]"]}}},
                "decoder":null,"model":{"type":"WordLevel","vocab":{%s},"unk_token":"[UNK]"}}
                """.formatted(vocabulary);
    }
}
