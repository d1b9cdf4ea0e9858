package dev.isogloss.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isogloss.cli.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A run that is killed five times ends with the bytes of one that was not. */
class KillTest {
    /** Five stretches of the run, in its order; each kill strikes in a step drawn out of one. */
    private static final List<List<String>> STRETCHES = List.of(
            List.of("collection", "bm25", "model"),
            List.of("encode-untouched", "candidates", "filter-trained", "plan-naive"),
            List.of("train-naive"),
            List.of("train-trained"),
            List.of("encode-trained", "index", "search-untouched", "search-trained"));

    @Test
    void killedAnywhereItGoesOnAndEndsWithTheSameBytes(@TempDir Path folder) throws IOException, InterruptedException {
        Path file = TinyExperiment.file(
                folder.resolve("tiny.yaml"), TinyCollection.plain(folder.resolve("collection")), "plain");
        Path undisturbed = folder.resolve("undisturbed");
        Path killed = folder.resolve("killed");
        long seed = 20260101;
        SplittableRandom random = new SplittableRandom(seed);
        for (int kill = 0; kill < STRETCHES.size(); kill++) {
            List<String> stretch = STRETCHES.get(kill);
            String step = stretch.get(random.nextInt(stretch.size()));
            int steps = step.startsWith("train") ? random.nextInt(60, 240) : 0;
            int delay = random.nextInt(120);
            System.out.printf("kill %d: %s%n", kill + 1, killIn(step, steps, delay, folder, file, killed));
        }
        finish(folder, file, killed);
        finish(folder, file, undisturbed);
        SortedMap<String, String> expected = TinyExperiment.promised(undisturbed);
        assertThat(expected).hasSizeGreaterThan(50);
        assertThat(TinyExperiment.promised(killed)).isEqualTo(expected);
    }

    /**
     * The same for every long step, each killed several times at random points. Takes minutes: {@code mvn -B -Dtest=KillTest
     * -Dsurefire.failIfNoSpecifiedTests=false -Dtest.heap="-Xmx1500m -Disogloss.kills=5" verify}
     */
    @Test
    @EnabledIfSystemProperty(named = "isogloss.kills", matches = "[0-9]+")
    void everyLongStepMayBeKilledManyTimes(@TempDir Path folder) throws IOException, InterruptedException {
        Path file = TinyExperiment.file(
                folder.resolve("tiny.yaml"), TinyCollection.plain(folder.resolve("collection")), "plain");
        Path undisturbed = folder.resolve("undisturbed");
        Path killed = folder.resolve("killed");
        SplittableRandom random = new SplittableRandom(7);
        for (String step : List.of(
                "encode-untouched",
                "candidates",
                "filter-trained",
                "train-naive",
                "encode-naive",
                "train-trained",
                "encode-trained")) {
            int steps = 0;
            for (int kill = 0; kill < Integer.getInteger("isogloss.kills"); kill++) {
                // A training goes on behind its last checkpoint, so each kill strikes later than the one before.
                steps += step.startsWith("train") ? random.nextInt(20, 70) : 0;
                System.out.println(killIn(step, steps, random.nextInt(40), folder, file, killed));
            }
        }
        finish(folder, file, killed);
        finish(folder, file, undisturbed);
        assertThat(TinyExperiment.promised(killed)).isEqualTo(TinyExperiment.promised(undisturbed));
    }

    /** Kills a run {@code delay} milliseconds after it is at {@code step} and has trained so many steps; tells how far it was. */
    private static String killIn(String step, int steps, int delay, Path folder, Path file, Path out)
            throws IOException, InterruptedException {
        Path log = Files.createTempFile(folder, "killed", ".log");
        Process process = start(folder, file, out, log);
        while (process.isAlive() && !Files.readString(log).contains(" " + step + ": ")) {
            Thread.sleep(5);
        }
        Path training = step.equals("train-naive") ? out.resolve("systems/naive") : out;
        while (process.isAlive() && lines(training.resolve("training/log.jsonl")) < steps) {
            Thread.sleep(5);
        }
        boolean ended = process.waitFor(delay, TimeUnit.MILLISECONDS);
        assertThat(ended)
                .as("ended before it could be killed in " + step + ":\n" + Files.readString(log))
                .isFalse();
        process.destroyForcibly();
        assertThat(process.waitFor()).as("exit code of SIGKILL").isEqualTo(128 + 9);
        String last = Files.readString(log).strip().lines().reduce("", (before, line) -> line);
        return "%d ms into %s, its last words \"%s\", %s".formatted(delay, step, last, steps(out));
    }

    private static String steps(Path out) throws IOException {
        int naive = lines(out.resolve("systems/naive/training/log.jsonl"));
        int trained = lines(out.resolve("training/log.jsonl"));
        return "training log: %d lines (naive), %d lines (trained)".formatted(naive, trained);
    }

    private static int lines(Path file) throws IOException {
        return Files.exists(file) ? Files.readAllLines(file).size() : 0;
    }

    private static void finish(Path folder, Path file, Path out) throws IOException, InterruptedException {
        Path log = Files.createTempFile(folder, "finished", ".log");
        Process process = start(folder, file, out, log);
        assertThat(process.waitFor()).as(Files.readString(log)).isZero();
    }

    private static Process start(Path folder, Path file, Path out, Path log) throws IOException {
        return ChildProcess.command(
                        "run",
                        file.toString(),
                        "--out",
                        out.toString(),
                        "--set",
                        "train.epochs=50",
                        "--set",
                        "train.validate-every=40")
                .directory(folder.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(log.toFile())
                .start();
    }
}
