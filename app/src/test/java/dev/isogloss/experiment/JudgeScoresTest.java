package dev.isogloss.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.io.Checksums;
import dev.isogloss.io.CompressedFiles;
import dev.isogloss.io.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cross-encoder that judges reads every pair once, however often it is stopped. */
class JudgeScoresTest {
    private static final String SCORES = "judging/cross-encoder.jsonl.zst";
    private static final String PARTS = "judging/cross-encoder.parts";

    @TempDir
    private Path folder = Path.of("");

    private Path file = Path.of("");

    /** Enough queries for three windows. */
    @BeforeEach
    void writeExperiment() throws IOException {
        Path collection = TinyCollection.plain(folder.resolve("collection"));
        List<String> queries = new ArrayList<>();
        List<String> judgments = new ArrayList<>();
        for (int n = 0; n < 110; n++) {
            queries.add("{\"_id\": \"en-more%d\", \"lang\": \"en\", \"text\": \"more %d about bread and flour\"}"
                    .formatted(n, n));
            judgments.add("en-more%d\ten-3\t1".formatted(n));
            judgments.add("en-more%d\ten-%d\t0".formatted(n, 4 + n % 5));
        }
        Files.write(collection.resolve("queries-train.jsonl"), queries, StandardOpenOption.APPEND);
        Files.write(collection.resolve("qrels/train.tsv"), judgments, StandardOpenOption.APPEND);
        file = TinyExperiment.file(folder.resolve("tiny.yaml"), collection, "plain");
    }

    private Pipeline.Outcome run(Path out, Pipeline.Until until, Progress progress) throws IOException {
        Experiment experiment = ExperimentFile.read(
                file,
                List.of(
                        "mine.judging.judges=[cross-encoder]",
                        "mine.judging.cross-encoder.folds=2",
                        "mine.judging.cross-encoder.pair-tokens=48",
                        "mine.judging.cross-encoder.max-steps=2",
                        "mine.judging.cross-encoder.thresholds=[-5, 5]",
                        "mine.judging.policy=drop-relevant",
                        "train.max-steps=2",
                        "evaluate.systems=[trained]",
                        "index.hnsw=false"));
        return Pipeline.run(experiment, new RunFolder(out), until, progress);
    }

    /** Stops a run when the reading of candidates has made so many windows. */
    private record Stop(int windows) implements Progress {
        @Override
        public Task start(String name, long total, String unit) {
            return new Task() {
                private int advanced;

                @Override
                public void advance(long steps) {
                    if (name.equals("Reading candidates") && ++advanced == windows) {
                        throw new IllegalStateException("stopped");
                    }
                }

                @Override
                public void note(String text) {}

                @Override
                public void close() {}
            };
        }
    }

    @Test
    void stoppedItGoesOnAtTheNextWindowAndEndsWithTheSameBytes() throws IOException {
        Path undisturbed = folder.resolve("undisturbed");
        Path stopped = folder.resolve("stopped");
        assertThat(run(undisturbed, Pipeline.Until.MINE, Progress.SILENT).text())
                .contains("cross-encoder");
        assertThat(undisturbed.resolve(PARTS)).doesNotExist();
        assertThatThrownBy(() -> run(stopped, Pipeline.Until.MINE, new Stop(1))).hasMessage("stopped");
        assertThat(names(stopped.resolve(PARTS))).containsExactly("000000.jsonl.zst");
        assertThatThrownBy(() -> run(stopped, Pipeline.Until.MINE, new Stop(2))).hasMessage("stopped");
        assertThat(names(stopped.resolve(PARTS))).containsExactly("000000.jsonl.zst", "000001.jsonl.zst");
        assertThat(stopped.resolve(SCORES)).doesNotExist();
        assertThat(run(stopped, Pipeline.Until.MINE, Progress.SILENT).text()).contains("cross-encoder");
        assertThat(stopped.resolve(PARTS)).doesNotExist();
        assertThat(text(stopped.resolve(SCORES)).lines()).hasSize(36 + 110);
        assertThat(Checksums.sha256(stopped.resolve(SCORES))).isEqualTo(Checksums.sha256(undisturbed.resolve(SCORES)));
        assertThat(TinyExperiment.promised(stopped)).isEqualTo(TinyExperiment.promised(undisturbed));
    }

    @Test
    void aWindowThatIsThereIsNotReadAgainAndTheProvenanceNamesTheJudges() throws IOException {
        Path out = folder.resolve("marked");
        assertThatThrownBy(() -> run(out, Pipeline.Until.REPORT, new Stop(1))).hasMessage("stopped");
        // Another score than the model's own: it comes through only if nobody asks the model again.
        Path part = out.resolve(PARTS).resolve("000000.jsonl.zst");
        String marked = text(part).replaceFirst("(\"scores\":\\{\"[^\"]+\":)[-0-9.E]+", "$11234.5");
        CompressedFiles.write(part, to -> to.write(marked.getBytes(StandardCharsets.UTF_8)));
        assertThat(run(out, Pipeline.Until.REPORT, Progress.SILENT).text()).contains("trained");
        assertThat(text(out.resolve(SCORES))).contains("1234.5");
        assertThat(Files.readString(out.resolve("provenance.json")))
                .contains(
                        "judge, fold 1", Checksums.sha256(out.resolve("systems/judge/fold-1/model/model.safetensors")));
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> String.valueOf(path.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    private static String text(Path file) throws IOException {
        try (InputStream in = CompressedFiles.open(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
