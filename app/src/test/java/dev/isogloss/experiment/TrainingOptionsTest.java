package dev.isogloss.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.batch.PlanFile;
import dev.isogloss.batch.PlannedStep;
import dev.isogloss.data.Language;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Checksums;
import dev.isogloss.io.JsonLines;
import dev.isogloss.io.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a training may learn besides its labels and whole vectors, named in an experiment file. */
class TrainingOptionsTest {
    private static final List<String> CROSS_ENCODER = List.of(
            "mine.judging.judges=[cross-encoder]",
            "mine.judging.cross-encoder.folds=2",
            "mine.judging.cross-encoder.pair-tokens=64",
            "mine.judging.cross-encoder.epochs=1",
            "mine.judging.cross-encoder.thresholds=[-5, 5]",
            "mine.judging.policy=drop-relevant");

    @TempDir
    private static Path shared = Path.of("");

    private static Path file = Path.of("");
    private static String plain = "";

    @BeforeAll
    static void trainOnce() throws IOException {
        Path collection = TinyCollection.plain(shared.resolve("collection"));
        file = TinyExperiment.file(shared.resolve("tiny.yaml"), collection, "plain");
        plain = train("plain");
    }

    /** Trains one epoch and hashes the weights. */
    private static String train(String name, String... overrides) throws IOException {
        List<String> all = new ArrayList<>(List.of("train.epochs=1", "train.keep-untouched=false"));
        all.addAll(List.of(overrides));
        Path out = shared.resolve(name);
        Pipeline.Outcome outcome =
                Pipeline.run(ExperimentFile.read(file, all), new RunFolder(out), Pipeline.Until.TRAIN, Progress.SILENT);
        assertThat(outcome.text()).contains("model");
        return Checksums.sha256(out.resolve("model").resolve("model.safetensors"));
    }

    @Test
    void prefixesAndBalanceAreOtherTrainingsAndRepeatThemselves() throws IOException {
        String prefixes = train("prefixes", "train.matryoshka=[8, 4]");
        String balanced = train("balanced", "train.language-balance=0.5");
        assertThat(List.of(plain, prefixes, balanced)).doesNotHaveDuplicates();
        assertThat(train("prefixes-again", "train.matryoshka=[4, 8]")).isEqualTo(prefixes);
        assertThat(train("balanced-again", "train.language-balance=0.5")).isEqualTo(balanced);
        assertThat(train("neither", "train.matryoshka=[]", "train.language-balance=0"))
                .isEqualTo(plain);
    }

    @Test
    void aGuideMasksByMarginOrByFractionAndWeightsHaveMeans() throws IOException {
        String margin = train("margin", "train.guide-margin=0");
        String fraction = train("fraction", "train.guide-fraction=0.9");
        String either = train("either", "train.guide-margin=0", "train.guide-fraction=0.9");
        assertThat(List.of(plain, margin, fraction)).doesNotHaveDuplicates();
        // All that is above the positive is above nine tenths of it.
        assertThat(either).isEqualTo(fraction);
        String weighted = train("weighted", "train.weights=loss");
        assertThat(train("usual-weights", "train.weights=loss", "train.language-weight=0.45", "train.topic-weight=0.4"))
                .isEqualTo(weighted);
        assertThat(train("topics-count", "train.weights=loss", "train.language-weight=0"))
                .isNotEqualTo(weighted);
        assertThat(train("unweighted", "train.language-weight=0.9")).isEqualTo(plain);
    }

    @Test
    void everyOptionGoesWithEveryOther() throws IOException {
        String[] all = {
            "train.weights=denominator",
            "train.guide-margin=0.2",
            "train.guide-fraction=1.5",
            "train.distillation.loss=margin-mse",
            "train.matryoshka=[4, 8]",
            "train.language-balance=0.5",
            "train.interpolation=[1, 0.5]",
            "plan.language=mixed",
            "plan.topic=homogeneous",
            "plan.labels=" + labels("all.tsv"),
            "mine.rounds=2",
            "index.language-balance=0.3"
        };
        assertThat(train("all", all)).isNotEqualTo(plain).isEqualTo(train("all-again", all));
    }

    /** Three topics of the training queries, by their numbers; none for Swahili. */
    private static Path labels(String name) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String language : List.of("de", "en")) {
            for (int query = 0; query < 12; query++) {
                lines.add("%s:%s-train%d\ttopic %d".formatted(language, language, query, query % 3));
            }
        }
        return Files.write(shared.resolve(name), lines);
    }

    @Test
    void topicsMayComeFromAFile() throws IOException {
        Path file = labels("topics.tsv");
        String labelled = train("labelled", "plan.labels=" + file, "plan.topic=homogeneous");
        assertThat(labelled).isNotEqualTo(plain);
        Path plan = shared.resolve("labelled/plan").resolve(PlanFile.name(0));
        try (InputStream in = Files.newInputStream(plan)) {
            for (PlannedStep step : PlanFile.read(in, plan.toString())) {
                boolean swahili = new Language("sw").equals(step.language());
                assertThat(step.topics()).allMatch(topic -> swahili == (topic == 3));
                // Twelve queries of three topics, less the held-out ones, in batches of four: one topic as far as it
                // lasts.
                assertThat(step.topics().stream().distinct().count()).isLessThanOrEqualTo(2);
            }
        }
        Files.writeString(file, Files.readString(file).replace("topic 1", "topic 0"));
        assertThat(train("labelled", "plan.labels=" + file, "plan.topic=homogeneous"))
                .as("other labels are another training")
                .isNotEqualTo(labelled);
        Path strange = Files.writeString(shared.resolve("strange.tsv"), "de:nobody\tsea\n");
        assertThatThrownBy(() -> train("strange", "plan.labels=" + strange))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("none of 36 training queries");
        assertThat(shared.resolve("strange/corpus")).doesNotExist();
        refused("there is no file", "plan.labels=" + shared.resolve("nothing.tsv"));
    }

    @Test
    void aCrossEncoderTeachesWithScoresOfWhatTheTrainingSees() throws IOException {
        List<String> settings = new ArrayList<>(CROSS_ENCODER);
        settings.addAll(List.of(
                "train.distillation.loss=kl",
                "train.distillation.teacher=cross-encoder",
                "train.distillation.teacher-temperature=1"));
        String taught = train("taught", settings.toArray(String[]::new));
        Path scores = shared.resolve("taught").resolve("teaching").resolve("scores-00000.jsonl.zst");
        List<Integer> sizes = new ArrayList<>();
        JsonLines.read(scores, line -> sizes.add(line.json().path("scores").size()));
        // a positive and two negatives of the only epoch
        assertThat(sizes).contains(3).allMatch(size -> size >= 1 && size <= 3);
        settings.set(settings.size() - 2, "train.distillation.teacher=ensemble");
        assertThat(train("fused", settings.toArray(String[]::new))).isNotEqualTo(taught);
        Files.delete(shared.resolve("taught").resolve("steps").resolve("train-trained.json"));
        settings.set(settings.size() - 2, "train.distillation.teacher=cross-encoder");
        assertThat(train("taught", settings.toArray(String[]::new))).isEqualTo(taught);
        // a trained folder teaches too, without any judge
        Path trained = shared.resolve("taught/systems/judge/fold-0/model");
        assertThat(train(
                        "folder",
                        "train.distillation.loss=margin-mse",
                        "train.distillation.teacher=cross-encoder",
                        "mine.judging.cross-encoder.pair-tokens=48",
                        "train.distillation.cross-encoder=" + trained))
                .isNotEqualTo(plain);
        refused(
                "positions for 64",
                "train.distillation.loss=kl",
                "train.distillation.teacher=cross-encoder",
                "train.distillation.cross-encoder=" + trained);
    }

    @Test
    void whatMakesNoSenseIsRefusedBeforehand() {
        refused("shorter than the model's vectors, 16", "train.matryoshka=[8, 16]");
        refused("list of whole numbers", "train.matryoshka=[wide]");
        refused("train.matryoshka", "train.matryoshka=[8]", "train.contrastive=0", "train.distillation.loss=kl");
        refused("train.language-balance", "train.language-balance=1.5");
        refused("train.guide-fraction", "train.guide-fraction=0");
        refused("train.language-weight", "train.language-weight=0", "train.topic-weight=0");
        refused("ensemble | cross-encoder", "train.distillation.teacher=llm");
        refused("mine.judging.judges", "train.distillation.loss=kl", "train.distillation.teacher=cross-encoder");
        refused(
                "nothing",
                "train.distillation.loss=kl",
                "train.distillation.teacher=cross-encoder",
                "train.distillation.cross-encoder=" + shared.resolve("nothing"));
    }

    private static void refused(String message, String... overrides) {
        assertThatThrownBy(() -> Pipeline.check(
                        ExperimentFile.read(file, List.of(overrides)),
                        new RunFolder(shared.resolve("never")),
                        Progress.SILENT))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(message);
    }
}
