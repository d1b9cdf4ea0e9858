package dev.isogloss.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Checksums;
import dev.isogloss.io.JsonLines;
import dev.isogloss.io.Progress;
import java.io.IOException;
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
                        ExperimentFile.read(file, List.of(overrides)), new RunFolder(shared.resolve("never"))))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(message);
    }
}
