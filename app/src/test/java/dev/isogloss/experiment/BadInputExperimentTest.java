package dev.isogloss.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.checkpoint.Architecture;
import dev.isogloss.checkpoint.ModelFolderWriter;
import dev.isogloss.embed.TextContract;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Progress;
import dev.isogloss.tokenize.BytePairTrainer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with an experiment is said before its run folder is even made. */
class BadInputExperimentTest {
    @TempDir
    private Path folder;

    private Path collection = Path.of("");

    @BeforeEach
    void collection() throws IOException {
        collection = folder.resolve("collection");
        Path qrels = Files.createDirectories(collection.resolve("qrels"));
        assertThat(qrels).isDirectory();
        Files.writeString(collection.resolve("corpus.jsonl"), """
                {"_id": "a", "text": "the river rises", "lang": "en"}
                {"_id": "b", "text": "the tide falls", "lang": "en"}
                """);
        Files.writeString(
                collection.resolve("queries-dev.jsonl"), "{\"_id\": \"d\", \"text\": \"river\", \"lang\": \"en\"}\n");
        Files.writeString(
                collection.resolve("queries-train.jsonl"), "{\"_id\": \"t\", \"text\": \"tide\", \"lang\": \"en\"}\n");
        Files.writeString(collection.resolve("qrels/dev.tsv"), "query-id\tcorpus-id\tscore\nd\ta\t1\n");
        Files.writeString(collection.resolve("qrels/train.tsv"), "query-id\tcorpus-id\tscore\nt\tb\t1\n");
    }

    private Experiment experiment(String... overrides) {
        List<String> all = new java.util.ArrayList<>(List.of("collection.path=" + collection, "model.fresh=true"));
        all.addAll(List.of(overrides));
        return ExperimentFile.of("name: bad", "bad.yaml", all);
    }

    private void refused(Experiment experiment, String... parts) {
        Path run = folder.resolve("run");
        assertThatThrownBy(() -> Pipeline.run(experiment, new RunFolder(run), Pipeline.Until.MINE, Progress.SILENT))
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll(parts);
        assertThat(run.resolve("corpus")).doesNotExist();
        assertThat(run.resolve("index")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "name.first=x; name must be a text",
                "name=[a, b]; name must be a text",
                "collection.languages=[{en: 1}]; collection.languages must be a list of texts",
                "train.epoch=3; did you mean train.epochs?",
                "train.epochs=many; train.epochs must be a whole number"
            })
    void valuesOfTheWrongKindAreQuoted(String override, String message) {
        assertThatThrownBy(() -> experiment(override))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(message);
    }

    @Test
    void anExperimentFileInAnotherEncodingIsNamed() throws IOException {
        Path file = Files.write(folder.resolve("latin.yaml"), new byte[] {'n', ':', ' ', (byte) 0xe9, '\n'});
        assertThatThrownBy(() -> ExperimentFile.read(file, List.of()))
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll(file.toString(), "not UTF-8");
    }

    @Test
    void aLanguageThatNoQueryHasIsRefused() {
        refused(experiment("collection.languages=[xx]"), "xx");
        refused(experiment("collection.languages=[en, xx]"), "no judged query is in xx", "[en]");
    }

    @Test
    void aDamagedModelIsFoundBeforeTheCollectionIsRead() throws IOException {
        Path model = folder.resolve("model");
        BytePairTrainer vocabulary = new BytePairTrainer();
        vocabulary.add("the river rises and the tide falls");
        Path tokenizer = Files.writeString(folder.resolve("tokenizer.json"), vocabulary.train(300));
        TextContract contract = new TextContract("", "", 16, 16, " ", "mean", true, true, "", new TreeMap<>());
        ModelFolderWriter.create(model, Architecture.bert(300, 8, 1, 1, 8, 32), tokenizer, contract, 1);
        Experiment experiment = experiment(
                "model.fresh=false", "model.path=" + model, "text.query-tokens=16", "text.passage-tokens=16");
        Path weights = model.resolve("model.safetensors");
        long size = Files.size(weights);
        try (FileChannel file = FileChannel.open(weights, StandardOpenOption.WRITE)) {
            int written = file.write(
                    ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(0, Float.NaN), size - 4);
            assertThat(written).isEqualTo(4);
        }
        refused(experiment, "holds NaN");
        try (FileChannel file = FileChannel.open(weights, StandardOpenOption.WRITE)) {
            assertThat(file.truncate(size - 4).size()).isEqualTo(size - 4);
        }
        refused(experiment, "cut short");
    }
}
