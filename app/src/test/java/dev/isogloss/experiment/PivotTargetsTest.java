package dev.isogloss.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.checkpoint.ModelFolder;
import dev.isogloss.data.Language;
import dev.isogloss.embed.Cosine;
import dev.isogloss.embed.Role;
import dev.isogloss.encoder.TransformerEmbedder;
import dev.isogloss.io.BadInputException;
import dev.isogloss.job.EncoderChoice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parallel text taught by its English side, in a whole experiment. */
class PivotTargetsTest {
    private static final int GROUPS = 20;

    @TempDir
    private static Path shared = Path.of("");

    private static Path file = Path.of("");

    @BeforeAll
    static void data() throws IOException {
        file = TinyExperiment.file(
                shared.resolve("tiny.yaml"), TinyCollection.plain(shared.resolve("collection")), "plain");
        TrainSetsTest.parallel(shared.resolve("sentences"));
    }

    private static String sets(String more) {
        return "train-sets=[{path: \"" + shared.resolve("sentences") + "\", kind: parallel, share: 0.9, batch: 8" + more
                + "}]";
    }

    private static String distillation(String loss) {
        return "train.distillation={loss: " + loss + ", teacher: dense}";
    }

    /** How near the German sentences of a model are to the English ones of the untouched model, in the mean. */
    private static double nearness(Path run, Path model) {
        try (TransformerEmbedder student = open(model);
                TransformerEmbedder teacher = open(run.resolve("systems/untouched/model"))) {
            float[][] german = student.embed(sentences("de"), Role.PASSAGE).vectors();
            float[][] english = teacher.embed(sentences("en"), Role.PASSAGE).vectors();
            double sum = 0;
            for (int i = 0; i < GROUPS; i++) {
                sum += Cosine.of(german[i], english[i]);
            }
            return sum / GROUPS;
        }
    }

    private static TransformerEmbedder open(Path model) {
        return new EncoderChoice(model.toString(), "fp32", "cpu", OptionalInt.empty(), OptionalInt.empty(), "warn")
                .open();
    }

    private static List<String> sentences(String language) {
        List<String> sentences = new ArrayList<>();
        for (int group = 0; group < GROUPS; group++) {
            sentences.add("satz %s %d".formatted(language, group));
        }
        return sentences;
    }

    @Test
    void textsComeNearerToTheTeachersEnglish() throws IOException {
        Path run = shared.resolve("run");
        String[] settings = {
            sets(", targets: pivot"),
            distillation("cosine"),
            "train.contrastive=0",
            "train.epochs=6",
            "train.validation=0"
        };
        TinyExperiment.train(file, run, settings);
        double before = nearness(run, run.resolve("systems/untouched/model"));
        double after = nearness(run, run.resolve("model"));
        assertThat(after).isGreaterThan(before + 0.3 * (1 - before));
        assertThat(run.resolve("targets/sentences.passages")).isDirectory();

        Path again = shared.resolve("again");
        TinyExperiment.train(file, again, settings);
        assertThat(TinyExperiment.promised(again)).isEqualTo(TinyExperiment.promised(run));
    }

    @Test
    void languagePromptsAreLearnedAndKept() throws IOException {
        Path run = shared.resolve("prompts");
        String[] settings = {
            sets(", targets: pivot"),
            distillation("cosine"),
            "train.contrastive=0",
            "train.epochs=4",
            "train.language-prompts={count: 3, rank: 2, heads: 2}",
            "evaluate.systems=[untouched,trained]",
            "index.hnsw=false"
        };
        assertThat(TinyExperiment.run(file, run, settings).text()).contains("trained");
        ModelFolder trained = ModelFolder.open(run.resolve("model"));
        assertThat(trained.languagePrompts().orElseThrow().languages())
                .extracting(Object::toString)
                .containsExactlyElementsOf(TinyCollection.LANGUAGES);
        try (TransformerEmbedder student = open(run.resolve("model"))) {
            List<String> texts = sentences("de");
            float[][] german = student.embed(texts, Collections.nCopies(GROUPS, new Language("de")), Role.PASSAGE)
                    .vectors();
            assertThat(student.embed(texts, Collections.nCopies(GROUPS, new Language("sw")), Role.PASSAGE)
                            .vectors()[0])
                    .isNotEqualTo(german[0]);
            assertThat(student.embed(texts, Role.PASSAGE).vectors()[0]).isNotEqualTo(german[0]);
            assertThat(student.embed(texts, Collections.nCopies(GROUPS, new Language("de")), Role.QUERY)
                            .vectors()[0])
                    .isEqualTo(student.embed(texts, Role.QUERY).vectors()[0]);
        }
        assertThat(TinyExperiment.run(file, run, settings).steps()).noneMatch(FinishedStep::worked);
    }

    @Test
    void theEnglishSideIsTheTargetOfEveryVersionOfIt() throws IOException {
        Path run = shared.resolve("pivots");
        TinyExperiment.train(file, run, sets(", targets: pivot"), distillation("cosine"), "train.max-steps=1");
        Experiment experiment = ExperimentFile.read(file, List.of(sets(", targets: pivot"), distillation("cosine")));
        var pivots = TrainSets.open(experiment, new RunFolder(run))
                .pivots(experiment.trainSets().getFirst());
        assertThat(pivots).hasSize(GROUPS * TinyCollection.LANGUAGES.size());
        pivots.forEach((key, pivot) -> {
            String number = key.id().replaceAll("\\D", "");
            assertThat(pivot.text()).isEqualTo("satz en " + number);
        });
    }

    @Test
    void whatTeachesNothingIsRefused() {
        assertThatThrownBy(() ->
                        TinyExperiment.train(file, shared.resolve("x"), sets(", targets: pivot"), distillation("kl")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("targets: pivot needs train.distillation.loss: cosine");
        assertThatThrownBy(() -> TinyExperiment.train(
                        file, shared.resolve("x"), sets(""), distillation("cosine"), "train.contrastive=0"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("sets that have no targets");
        assertThatThrownBy(() ->
                        TinyExperiment.train(file, shared.resolve("x"), "train.language-prompts={count: 2, heads: 3}"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("a divisor of the network's width, 16");
        assertThatThrownBy(() -> TinyExperiment.train(
                        file,
                        shared.resolve("x"),
                        "train-sets=[{path: \"" + shared.resolve("collection") + "\", targets: pivot}]"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("kind: parallel");
        assertThatThrownBy(
                        () -> TinyExperiment.train(file, shared.resolve("x"), sets(", targets: pivot, only: [de, sw]")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("a list that has the pivot, en");
        assertThatThrownBy(() -> TinyExperiment.train(file, shared.resolve("x"), sets(", targets: english")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("none | pivot");
    }
}
