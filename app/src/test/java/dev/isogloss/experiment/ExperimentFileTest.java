package dev.isogloss.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.index.LexicalUnit;
import dev.isogloss.io.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.NotEmpty;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ExperimentFileTest {
    private static final String LEAST = """
            name: least
            collection: {path: somewhere}
            model: {fresh: true}
            """;

    @Test
    void defaultsFillWhatAFileDoesNotSay() {
        Experiment experiment = ExperimentFile.of(LEAST + "train: {epochs: 5}\n", "test.yaml", List.of());
        assertThat(experiment.train().epochs()).isEqualTo(5);
        assertThat(experiment.train().batch()).isEqualTo(24);
        assertThat(experiment.train().learningRate()).isEqualTo(2e-5);
        assertThat(experiment.seed()).isEqualTo(42);
        assertThat(experiment.evaluate().scope()).isEqualTo("least");
        assertThat(experiment.collection().randomPassagesPerLanguage()).isEmpty();
        assertThat(experiment.evaluate().systems()).containsExactly("bm25", "untouched", "naive", "trained", "hybrid");
    }

    @Test
    void aListReplacesTheDefaultList() {
        Experiment experiment = ExperimentFile.of(
                LEAST + "mine: {stages: [{naive: 7}]}\nevaluate: {tasks: [pooled]}\n", "test.yaml", List.of());
        assertThat(experiment.mine().stages().toString()).isEqualTo("[{\"naive\":7}]");
        assertThat(experiment.evaluate().tasks()).containsExactly("pooled");
    }

    @Test
    void aFileIsReadFromDisk(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("some.yaml"), LEAST);
        assertThat(ExperimentFile.read(file, List.of())).isEqualTo(ExperimentFile.of(LEAST, "test.yaml", List.of()));
        assertThatThrownBy(() -> ExperimentFile.read(folder.resolve("other.yaml"), List.of()))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("other.yaml");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nmae: x                               | unknown key nmae; did you mean name?",
                "train: {learning_rate: 0.1}           | unknown key train.learning_rate; did you mean train.learning-rate?",
                "collection: {sample: {random: 3}}     | unknown key collection.sample.random; known here: random-passages-per-language",
                "evaluate: {task: [pooled]}            | unknown key evaluate.task; did you mean evaluate.tasks?",
                "wholly-different-thing: 1             | known here: name, seed, collection",
                "train: 5                              | train has keys of its own: batch, negatives",
                "train: [                              | not YAML",
                "just words                            | expected keys such as name: and collection: (got: \"just words\")",
            })
    void aWrongFileSaysWhatWouldWork(String yaml, String message) {
        refused(yaml.contains(":") ? LEAST.replace("name: least\n", "") + yaml : yaml)
                .hasMessageContaining(message)
                .hasMessageContaining("test.yaml");
    }

    @Test
    void overridesWinOverTheFile() {
        Experiment experiment = ExperimentFile.of(
                LEAST + "train: {epochs: 5, batch: 3}\n",
                "test.yaml",
                List.of(
                        "train.epochs=7",
                        "seed=-3",
                        "evaluate.tasks=[pooled, cross]",
                        "collection.sample.random-passages-per-language=300",
                        "mine.stages=[{perc-pos: {fraction: 0.9, baseline: zero}}, {shift: 2}]",
                        "train.learning-rate=3e-4",
                        "train.max-steps=9",
                        "train.max-steps=null",
                        "evaluate.scope=a=b"));
        assertThat(experiment.train().epochs()).isEqualTo(7);
        assertThat(experiment.train().batch()).isEqualTo(3);
        assertThat(experiment.seed()).isEqualTo(-3);
        assertThat(experiment.evaluate().tasks()).containsExactly("pooled", "cross");
        assertThat(experiment.collection().randomPassagesPerLanguage()).isEqualTo(OptionalInt.of(300));
        assertThat(experiment.mine().stages()).hasSize(2);
        assertThat(experiment.train().learningRate()).isEqualTo(3e-4);
        assertThat(experiment.train().maxSteps()).as("null takes a value away").isEmpty();
        assertThat(experiment.evaluate().scope()).isEqualTo("a=b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "train.epoch=3         | unknown key train.epoch; did you mean train.epochs?",
                "tran.epochs=3         | unknown key tran; did you mean train?",
                "train.epochs          | --set wants key=value",
                "=3                    | --set wants key=value",
                "train=3               | train has keys of its own",
                "train.epochs.more=3   | train.epochs must be a whole number 1 .. 10000",
                "train.epochs=         | train.epochs must be a whole number 1 .. 10000 (got: null)",
                "mine.stages=[         | not YAML",
            })
    void aWrongOverrideIsQuoted(String override, String message) {
        refused(LEAST, override).hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "train.epochs=many            | train.epochs must be a whole number 1 .. 10000 (got: \"many\")",
                "train.epochs=2.5             | train.epochs must be a whole number 1 .. 10000 (got: 2.5)",
                "train.epochs=0               | train.epochs must be a whole number 1 .. 10000 (got: 0)",
                "train.learning-rate=quick    | train.learning-rate must be a number",
                "train.learning-rate=0        | train.learning-rate must be a number",
                "train.learning-rate=.nan     | train.learning-rate must be a number",
                "train.negatives=101          | train.negatives must be a whole number 0 .. 100 (got: 101)",
                "train.max-steps=0            | train.max-steps must be a whole number 1",
                "index.hnsw=yes please        | index.hnsw must be true or false (got: \"yes please\")",
                "plan.language=some           | plan.language must be one of same | mixed (got: \"some\")",
                "evaluate.systems=[bm26]      | evaluate.systems must be a list out of",
                "evaluate.systems=[]          | evaluate.systems must be a list out of",
                "evaluate.metrics=[]          | evaluate.metrics must be",
                "mine.ensemble=[{dense: 1}]   | mine.ensemble must be",
                "mine.stages=perc-pos         | mine.stages must be a list",
                "name=a/b                     | name must be letters, digits",
                "name=[a]                     | name must be a text (got: [\"a\"])",
                "seed=now                     | seed must be a whole number (got: \"now\")",
                "model.heads=3                | model.heads must be a divisor of model.hidden = 128 (got: 3)",
                "model.path=x                 | model.path and model.fresh exclude each other (got: path x)",
                "model.fresh=false            | model.path is not set",
                "collection.path=null         | collection.path is not set",
            })
    void aWrongValueIsQuotedWithItsKey(String override, String message) {
        refused(LEAST, override).hasMessageContaining(message.strip());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "perc-pos                       | each of mine.stages is one name with its value",
                "{perc-pos: 0.9, shift: 2}      | each of mine.stages is one name with its value",
                "{perc_pos: 0.9}                | unknown stage perc_pos; did you mean perc-pos?",
                "{shift: 1.5}                   | shift wants a whole number of passages, at least 0 (got: 1.5)",
                "{shift: -1}                    | shift wants a whole number of passages, at least 0 (got: -1)",
                "{naive: 0}                     | naive",
                "{perc-pos: most}               | perc-pos wants fraction as a number, paper or calibrated (got: \"most\")",
                "{perc-pos: {baseline: chance}} | perc-pos wants fraction as a number, paper or calibrated",
                "{perc-pos: {fraction: 1, baseline: luck}} | perc-pos wants baseline zero or chance",
                "{perc-pos: {share: 0.9}}       | perc-pos wants keys out of [fraction, baseline, scorer]",
                "{perc-pos: 0}                  | perc-pos",
                "{margin-pos: .nan}             | margin-pos",
                "{similarity: {below: 0.9}}     | similarity wants keys out of [above, scorer]",
                "{absolute: {above: high}}      | absolute wants above as a number",
            })
    void aWrongStageIsRefusedBeforeAnythingStarts(String stage, String message) {
        Experiment experiment = ExperimentFile.of(LEAST, "test.yaml", List.of("mine.stages=[" + stage + "]"));
        assertThatThrownBy(() -> MiningStages.check(
                        experiment.mine().stages(), experiment.mine().ensemble().scorers()))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("mine.stages")
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{naive: 5}",
                "{shift: 0}",
                "{absolute: 0.7}",
                "{absolute: paper}",
                "{margin-pos: calibrated}",
                "{perc-pos: 0.95}",
                "{perc-pos: {fraction: calibrated, baseline: chance}}",
                "{similarity: {above: 0.9}}",
                "{margin-pos: {margin: 1e-2}}"
            })
    void everyDocumentedStageIsAccepted(String stage) {
        MiningStages.check(
                ExperimentFile.of(LEAST, "test.yaml", List.of("mine.stages=[" + stage + "]"))
                        .mine()
                        .stages(),
                List.of("dense"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mine.ensemble=[bm26]                       | bm26 is none of these; did you mean bm25?",
                "mine.ensemble=[bm25-4grams]                | did you mean bm25-4gram?",
                "mine.ensemble=[{encoders: {name: e5}}]     | encoders is none of these; did you mean encoder?",
                "mine.ensemble=[]                           | mine.ensemble must be a list out of bm25",
                "mine.ensemble=[bm25, bm25]                 | two are called bm25",
                "mine.ensemble=[{encoder: e5}]              | mine.ensemble.encoder must have the keys [name, path]",
                "mine.ensemble=[{encoder: {name: e5}}]      | mine.ensemble.encoder must have the keys [name, path]",
                "mine.ensemble=[{run: {name: a, path: b, tokens: 3}}] | mine.ensemble.run must have the keys [name, path]",
                "mine.ensemble=[{run: {name: a/b, path: b}}] | mine.ensemble.run.name must be letters, digits",
                "mine.ensemble=[{run: {name: trained, path: b}}] | mine.ensemble.run.name must be",
                "mine.ensemble=[{encoder: {name: dense, path: b}}] | mine.ensemble.encoder.name must be",
                "mine.ensemble=[{encoder: {name: e5, path: b, query-tokens: 1}}] | mine.ensemble.encoder.query-tokens must be",
                "mine.ensemble=[{encoder: {name: e5, path: a}}, {run: {name: e5, path: b}}] | two are called e5",
                "mine.weights=heavy                         | mine.weights must be null, learned, or a number",
                "mine.weights={bm25: 1}                     | for each of [bm25, dense]",
                "mine.weights={bm25: 1, dens: 1}            | dens is no member; did you mean dense?",
                "mine.weights={bm25: 1, dense: -1}          | mine.weights must be",
                "mine.weights={bm25: 0, dense: 0}           | one of them above 0",
                "mine.weights={bm25: 1, dense: much}        | mine.weights must be",
            })
    void aWrongEnsembleIsRefused(String override, String message) {
        refused(LEAST, override).hasMessageContaining(message.strip());
    }

    @Test
    void anEnsembleIsReadMemberByMember() {
        EnsembleChoice choice = ExperimentFile.of(
                        LEAST,
                        "test.yaml",
                        List.of(
                                "mine.ensemble=[bm25, bm25-4gram, dense, {encoder: {name: e5, path: a, passage-tokens: 99}},"
                                        + " {run: {name: other, path: b.trec.gz}}]",
                                "mine.weights={bm25: 1, bm25-4gram: 0, dense: 2, e5: 1e-1, other: 3}"))
                .mine()
                .ensemble();
        assertThat(choice.members())
                .containsExactly(
                        new EnsembleMember.Lexical(LexicalUnit.WORD),
                        new EnsembleMember.Lexical(LexicalUnit.FOUR_GRAM),
                        new EnsembleMember.Dense(),
                        new EnsembleMember.Encoder("e5", "a", OptionalInt.empty(), OptionalInt.of(99)),
                        new EnsembleMember.Run("other", Path.of("b.trec.gz")));
        assertThat(choice.weights())
                .isEqualTo(new EnsembleChoice.Weights.Given(
                        new TreeMap<>(Map.of("bm25", 1.0, "bm25-4gram", 0.0, "dense", 2.0, "e5", 0.1, "other", 3.0))));
        assertThat(choice.scorers()).containsExactly("dense", "e5");
    }

    @Test
    void aRuleMayNameAnEncoderOfTheEnsembleAndNothingElse() {
        JsonNode stages = ExperimentFile.of(
                        LEAST, "test.yaml", List.of("mine.stages=[{similarity: {above: calibrated, scorer: e5}}]"))
                .mine()
                .stages();
        MiningStages.check(stages, List.of("dense", "e5"));
        assertThatThrownBy(() -> MiningStages.check(stages, List.of("dense", "e5b")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll("similarity wants as scorer", "[dense, e5b]", "did you mean e5b?");
    }

    @Test
    void theResolvedTreeReadsBackAsTheSameExperiment() {
        Experiment experiment = ExperimentFile.of(
                LEAST,
                "test.yaml",
                List.of(
                        "train.learning-rate=3e-4",
                        "mine.stages=[{perc-pos: {fraction: 0.9, baseline: chance}}]",
                        "seed=123456789012"));
        String written = ExperimentFile.write(experiment.tree());
        Experiment again = ExperimentFile.of(written, "experiment.yaml", List.of());
        assertThat(again.seed()).isEqualTo(123456789012L);
        assertThat(ExperimentFile.write(again.tree())).isEqualTo(written);
        assertThat(again).isEqualTo(ExperimentFile.of(written, "experiment.yaml", List.of()));
        assertThat(again.train()).isEqualTo(experiment.train());
        assertThat(again.tree().toString()).isEqualTo(experiment.tree().toString());
    }

    /** Texts that YAML could take for numbers, truth values, comments, lists or nothing. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "007",
                "1e3",
                "0x1f",
                "true",
                "no",
                "null",
                "~",
                "a: b",
                "# x",
                "- y",
                "[z",
                "é 中 ไทย",
                " a ",
                "'",
                "\"",
                "1_000",
                "12:30",
                "1.",
                ".5",
                "2001-01-01",
                "*a",
                "&a",
                "!a",
                "%a",
                "@a",
                "`a",
                "a\\b"
            })
    void awkwardTextsReadBack(String text) {
        roundTrips(text);
    }

    @Property(tries = 100)
    void anyTextReadsBack(@ForAll @NotEmpty @CharRange(from = ' ', to = '~') String text) {
        roundTrips(text);
    }

    /** Prevents: a key that a person sets and nobody looks at. */
    @Test
    void everyKeyOfTheDefaultsIsRead() {
        List<String> keys = new ArrayList<>();
        leaves(ExperimentFile.of(LEAST, "test.yaml", List.of()).tree(), "", keys);
        assertThat(keys).hasSizeGreaterThan(50).contains("mine.stages", "train.epochs", "name");
        for (String key : keys) {
            assertThatThrownBy(() -> ExperimentFile.of(LEAST, "test.yaml", List.of(key + "={nonsense: 1}")))
                    .as(key)
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining(key + " must be");
        }
    }

    private static void roundTrips(String text) {
        Experiment experiment = ExperimentFile.of(LEAST, "test.yaml", List.of());
        ((tools.jackson.databind.node.ObjectNode) experiment.tree().get("collection")).put("path", text);
        String written = ExperimentFile.write(experiment.tree());
        Experiment again = ExperimentFile.of(written, "experiment.yaml", List.of());
        assertThat(again.collection().path()).as(written).isEqualTo(text);
        assertThat(again.tree())
                .isEqualTo(ExperimentFile.of(ExperimentFile.write(again.tree()), "again", List.of())
                        .tree());
    }

    private static void leaves(JsonNode node, String path, List<String> into) {
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            String key = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
            if (entry.getValue().isObject()) {
                leaves(entry.getValue(), key, into);
            } else {
                into.add(key);
            }
        }
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> refused(String yaml, String... overrides) {
        return assertThatThrownBy(() -> ExperimentFile.of(yaml, "test.yaml", List.of(overrides)))
                .isInstanceOf(BadInputException.class);
    }
}
