package dev.isogloss.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isogloss.cli.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reranker whose training is killed has the bytes of one whose training was not. */
class RerankKillTest {
    private static final int STEPS = 120;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void killedInTheMiddleItGoesOnAndEndsWithTheSameBytes() throws IOException, InterruptedException {
        Path file = SampleExperiment.file(folder.resolve("sample.yaml"));
        Path killed = folder.resolve("killed");
        Path undisturbed = folder.resolve("undisturbed");
        Path log = killed.resolve("systems/reranker/training/log.jsonl");
        for (int after : new int[] {15, 70}) {
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
        assertThat(start(file, killed).waitFor()).isZero();
        assertThat(start(file, undisturbed).waitFor()).isZero();
        SortedMap<String, String> expected = TinyExperiment.all(undisturbed.resolve("reranker"));
        assertThat(expected).containsKey("model.safetensors");
        assertThat(TinyExperiment.all(killed.resolve("reranker"))).isEqualTo(expected);
    }

    private static int lines(Path log) throws IOException {
        return Files.exists(log) ? Files.readAllLines(log).size() : 0;
    }

    private static Process start(Path file, Path out) throws IOException {
        return ChildProcess.command(
                        "train",
                        "--task",
                        "rerank",
                        file.toString(),
                        "--out",
                        out.toString(),
                        "--set",
                        "rerank.max-steps=" + STEPS,
                        "--set",
                        "rerank.epochs=50",
                        "--set",
                        "rerank.pair-tokens=32",
                        "--set",
                        "train.checkpoint-seconds=1")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
