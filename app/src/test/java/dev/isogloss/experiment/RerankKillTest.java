package dev.isogloss.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isogloss.cli.ChildProcess;
import dev.isogloss.io.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reranker whose training is killed has the bytes of one whose training was not. */
class RerankKillTest {
    private static final int STEPS = 160;
    private static final List<String> SETTINGS = List.of(
            "rerank.max-steps=" + STEPS, "rerank.epochs=100", "rerank.pair-tokens=32", "train.checkpoint-seconds=1");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void killedInTheMiddleItGoesOnAndEndsWithTheSameBytes() throws IOException, InterruptedException {
        Path file = TinyExperiment.file(
                folder.resolve("tiny.yaml"), TinyCollection.plain(folder.resolve("collection")), "plain");
        Path killed = folder.resolve("killed");
        Path undisturbed = folder.resolve("undisturbed");
        Path log = killed.resolve("systems/reranker/training/log.jsonl");
        for (int after : new int[] {15, 80}) {
            Process process = start(file, killed);
            while (process.isAlive() && lines(log) < after) {
                Thread.sleep(5);
            }
            assertThat(process.isAlive())
                    .as("ended before it could be killed at step " + after)
                    .isTrue();
            process.destroyForcibly();
            assertThat(process.waitFor()).as("exit code of SIGKILL").isEqualTo(128 + 9);
            assertThat(killed.resolve("reranker")).doesNotExist();
        }
        for (Path out : List.of(killed, undisturbed)) {
            Pipeline.Outcome outcome = Pipeline.run(
                    ExperimentFile.read(file, SETTINGS), new RunFolder(out), Pipeline.Until.RERANK, Progress.SILENT);
            assertThat(outcome.text()).contains("the reranker is in");
        }
        SortedMap<String, String> expected = TinyExperiment.all(undisturbed.resolve("reranker"));
        assertThat(expected).containsKey("model.safetensors");
        assertThat(TinyExperiment.all(killed.resolve("reranker"))).isEqualTo(expected);
    }

    private static int lines(Path log) throws IOException {
        return Files.exists(log) ? Files.readAllLines(log).size() : 0;
    }

    private static Process start(Path file, Path out) throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("train", "--task", "rerank", file.toString(), "--out", out.toString()));
        SETTINGS.forEach(setting -> arguments.addAll(List.of("--set", setting)));
        return ChildProcess.command(arguments.toArray(String[]::new))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
