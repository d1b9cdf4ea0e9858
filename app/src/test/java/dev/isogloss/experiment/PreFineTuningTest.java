package dev.isogloss.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Checksums;
import dev.isogloss.io.JsonFile;
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

/** Trainings before the experiment's own, on a made-up collection. */
class PreFineTuningTest {
    private static final String STAGE = "{name: english, collection: {languages: [en]}, train: {epochs: 1, batch: 3}}";

    @TempDir
    private static Path shared = Path.of("");

    private static Path file = Path.of("");
    private static Path run = Path.of("");

    @BeforeAll
    static void runOnce() throws IOException {
        Path collection = TinyCollection.plain(shared.resolve("collection"));
        file = TinyExperiment.file(shared.resolve("tiny.yaml"), collection, "plain");
        run = shared.resolve("run");
        assertThat(TinyExperiment.run(
                                file, run, "pre-fine-tuning=[" + STAGE + "]", "evaluate.systems=[untouched,trained]")
                        .text())
                .contains("untouched", "trained");
    }

    private static Path weights(Path folder) {
        return folder.resolve("model").resolve("model.safetensors");
    }

    @Test
    void theSameAsTwoExperimentsOneAfterTheOther() throws IOException {
        Path english = shared.resolve("english");
        TinyExperiment.train(
                file, english, "name=english", "collection.languages=[en]", "train.epochs=1", "train.batch=3");
        assertThat(Checksums.sha256(weights(run.resolve("pre-fine-tuning/english"))))
                .isEqualTo(Checksums.sha256(weights(english)));
        Path second = shared.resolve("second");
        TinyExperiment.train(file, second, "model.fresh=false", "model.path=" + english.resolve("model"));
        assertThat(Checksums.sha256(weights(run))).isEqualTo(Checksums.sha256(weights(second)));
        Path without = shared.resolve("without");
        TinyExperiment.train(file, without);
        assertThat(Checksums.sha256(weights(run))).isNotEqualTo(Checksums.sha256(weights(without)));
    }

    @Test
    void aStageLearnsFromNoQuestionThatIsMeasured() throws IOException {
        List<String> queries = new ArrayList<>();
        JsonLines.read(
                run.resolve("pre-fine-tuning/english/mining/negatives.jsonl.zst"),
                line -> queries.add(line.json().toString()));
        assertThat(queries).hasSize(12).allMatch(line -> line.contains("en-"));
    }

    @Test
    void finishedStagesAreNotTrainedAgain() throws IOException {
        Pipeline.Outcome again = TinyExperiment.run(
                file, run, "pre-fine-tuning=[" + STAGE + "]", "evaluate.systems=[untouched,trained]");
        assertThat(again.steps())
                .filteredOn(step -> step.name().startsWith("english/"))
                .hasSizeGreaterThan(5)
                .noneMatch(FinishedStep::worked);
    }

    @Test
    void anotherRunTakesAStageThatOneHasTrained() throws IOException {
        Experiment experiment = ExperimentFile.read(
                file, List.of("pre-fine-tuning=[" + STAGE + "]", "evaluate.systems=[trained]", "train.epochs=1"));
        List<ForeseenStep> foreseen =
                Foresight.of(experiment).steps(experiment, new RunFolder(shared.resolve("other")), List.of(run));
        assertThat(foreseen)
                .filteredOn(step -> step.name().equals("english/train-trained"))
                .singleElement()
                .matches(step -> step.fate() == ForeseenStep.Fate.SHARED);
        Pipeline.Outcome outcome =
                Pipeline.runSharing(experiment, new RunFolder(shared.resolve("other")), List.of(run), Progress.SILENT);
        assertThat(outcome.steps())
                .filteredOn(step -> step.name().equals("english/train-trained"))
                .singleElement()
                .matches(step -> !step.worked());
    }

    @Test
    void whatAStageReadAndEncodedIsNotTakenForWhatIsMeasured() throws IOException {
        Path folder = shared.resolve("alike");
        TinyExperiment.train(file, folder, "pre-fine-tuning=[{name: alike, train: {max-steps: 1}}]");
        for (String step : List.of("collection", "encode-untouched")) {
            assertThat(JsonFile.read(folder.resolve("steps").resolve(step + ".json"))
                            .path("key"))
                    .as(step)
                    .isNotEqualTo(JsonFile.read(folder.resolve("pre-fine-tuning/alike/steps")
                                    .resolve(step + ".json"))
                            .path("key"));
        }
    }

    @Test
    void aStageThatIsLeftOutIsTidiedAway() throws IOException {
        Path folder = shared.resolve("tidied");
        TinyExperiment.train(file, folder, "pre-fine-tuning=[" + STAGE + "]");
        assertThat(folder.resolve("pre-fine-tuning/english")).isDirectory();
        TinyExperiment.train(file, folder);
        assertThat(folder.resolve("pre-fine-tuning/english")).doesNotExist();
    }

    @Test
    void whatIsWrongIsSaidBeforeAnythingIsTrained() {
        assertRefused("pre-fine-tuning=[{collection: {languages: [en]}}]", "needs a name");
        assertRefused("pre-fine-tuning=english", "must be a list");
        assertRefused("pre-fine-tuning=[" + STAGE + "," + STAGE + "]", "two stages are called english");
        assertRefused("pre-fine-tuning=[{name: a, model: {path: x}}]", "(got: model)");
        assertRefused("pre-fine-tuning=[{name: a, train: {epoch: 2}}]", "did you mean train.epochs");
        assertRefused(
                "pre-fine-tuning=[{name: a, collection: {languages: [fr]}}]",
                "stage a: collection.languages: no judged query is in fr");
        assertRefused("pre-fine-tuning=[{name: a, collection: {path: nowhere}}]", "stage a: collection.path");
    }

    @Test
    void anEstimateSaysThatItCannotForeseeTheModel() {
        Experiment experiment = ExperimentFile.read(
                file,
                List.of(
                        "pre-fine-tuning=[" + STAGE + "]",
                        "mine.judging.judges=[llm]",
                        "mine.judging.llm.model=x",
                        "mine.judging.llm.url=http://127.0.0.1:1/v1"));
        assertThatThrownBy(() -> Pipeline.run(
                        experiment,
                        new RunFolder(shared.resolve("estimate")),
                        Pipeline.Until.ESTIMATE,
                        Progress.SILENT))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("--set pre-fine-tuning=[]");
    }

    private static void assertRefused(String setting, String part) {
        Path out = shared.resolve("refused");
        assertThatThrownBy(() -> TinyExperiment.run(file, out, setting))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(part);
        assertThat(Files.exists(out.resolve("pre-fine-tuning"))).isFalse();
    }
}
