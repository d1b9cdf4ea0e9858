package dev.isogloss.experiment.ablation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isogloss.cli.ChildProcess;
import dev.isogloss.experiment.TinyCollection;
import dev.isogloss.experiment.TinyExperiment;
import dev.isogloss.io.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A table that is killed three times ends with the figures and the run folders of one that was not. */
class AblationKillTest {
    private static final String TASKS = "evaluate.tasks=[pooled]";

    /** What the log says when it is time to kill: in a shared step, in a training, while a later row takes what it can share. */
    private static final List<String> MOMENTS =
            List.of(" encode-untouched: starts", " train-trained: starts", " taken from ../full");

    @Test
    void killedAnywhereItGoesOnAndEndsAlike(@TempDir Path folder) throws IOException, InterruptedException {
        Path file = TinyExperiment.file(
                folder.resolve("tiny.yaml"), TinyCollection.plain(folder.resolve("collection")), "plain");
        Path table = Files.writeString(folder.resolve("three.yaml"), """
                set: {train.epochs: 8, train.validate-every: 20, index.hnsw: false, evaluate.hybrid-weight: 0.4}
                rows:
                  - {name: full}
                  - {name: mixed, set: {plan.language: mixed}}
                  - {name: hybrid, system: hybrid}
                """);
        SplittableRandom random = new SplittableRandom(20260102);
        Path killed = folder.resolve("killed");
        for (String moment : MOMENTS) {
            Path log = Files.createTempFile(folder, "killed", ".log");
            Process process = start(folder, file, table, killed, log);
            while (process.isAlive() && !Files.readString(log).contains(moment)) {
                Thread.sleep(2);
            }
            boolean ended = process.waitFor(random.nextInt(60), TimeUnit.MILLISECONDS);
            assertThat(ended)
                    .as("ended before it could be killed at" + moment + ":\n" + Files.readString(log))
                    .isFalse();
            process.destroyForcibly();
            assertThat(process.waitFor()).as("exit code of SIGKILL").isEqualTo(128 + 9);
        }
        String resumed = finish(folder, file, table, killed);
        assertThat(resumed).contains("done before, skipped", "row 3 of 3: hybrid, seed 1 of 1");
        Path undisturbed = folder.resolve("undisturbed");
        assertThat(new AblationRun(
                                file,
                                List.of(TASKS),
                                AblationFile.read(table.toString(), folder),
                                undisturbed,
                                List.of())
                        .run(Progress.SILENT)
                        .text())
                .contains("mixed");
        assertThat(figures(killed)).hasSize(3).isEqualTo(figures(undisturbed));
        for (String row : List.of("full", "mixed", "hybrid")) {
            assertThat(TinyExperiment.promised(killed.resolve("three/rows").resolve(row)))
                    .as(row)
                    .hasSizeGreaterThan(20)
                    .isEqualTo(TinyExperiment.promised(
                            undisturbed.resolve("three/rows").resolve(row)));
        }
    }

    private static List<JsonNode> figures(Path out) throws IOException {
        return JsonMapper.shared()
                .readTree(Files.readString(out.resolve("three/table.json")))
                .findValues("figures");
    }

    private static String finish(Path folder, Path file, Path table, Path out)
            throws IOException, InterruptedException {
        Path log = Files.createTempFile(folder, "finished", ".log");
        Process process = start(folder, file, table, out, log);
        assertThat(process.waitFor()).as(Files.readString(log)).isZero();
        return Files.readString(log);
    }

    private static Process start(Path folder, Path file, Path table, Path out, Path log) throws IOException {
        return ChildProcess.command(
                        "ablate",
                        file.toString(),
                        "--table",
                        table.toString(),
                        "--out",
                        out.toString(),
                        "--quiet",
                        "--set",
                        TASKS)
                .directory(folder.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(log.toFile())
                .start();
    }
}
