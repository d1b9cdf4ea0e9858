package dev.isogloss.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Checksums;
import dev.isogloss.io.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Refreshed negatives: mined again with the model of the round before. The tests share the run folder of two rounds. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RoundsTest {
    private static final String TWO = "mine.rounds=2";
    private static final List<String> FIRST_ROUND = List.of(
            "round-1/candidates",
            "filter-naive",
            "round-1/filter-trained",
            "round-1/plan-trained",
            "round-1/train-trained",
            "round-1/encode-trained",
            "round-1/encode-trained-queries-training");

    @TempDir
    private static Path shared = Path.of("");

    private static Path file = Path.of("");
    private static Path run = Path.of("");
    private static List<FinishedStep> steps = List.of();

    @BeforeAll
    static void runTwoRounds() throws IOException {
        file = TinyExperiment.file(
                shared.resolve("tiny.yaml"), TinyCollection.plain(shared.resolve("collection")), "plain");
        run = shared.resolve("run");
        steps = run(run, Progress.SILENT, TWO).steps();
    }

    private static Pipeline.Outcome run(Path folder, Progress progress, String... overrides) throws IOException {
        List<String> all = new java.util.ArrayList<>(List.of(
                "evaluate.systems=[trained]",
                "evaluate.tasks=[monolingual]",
                "evaluate.metrics=[ndcg@10]",
                "index.hnsw=false",
                "train.epochs=1"));
        all.addAll(List.of(overrides));
        return Pipeline.run(ExperimentFile.read(file, all), new RunFolder(folder), Pipeline.Until.REPORT, progress);
    }

    private static List<String> worked(Pipeline.Outcome outcome) {
        return outcome.steps().stream()
                .filter(FinishedStep::worked)
                .map(FinishedStep::name)
                .toList();
    }

    /** Every promised file, those of the rounds too. */
    private static SortedMap<String, String> promised(Path folder) throws IOException {
        SortedMap<String, String> all = new TreeMap<>(TinyExperiment.promised(folder));
        TinyExperiment.promised(folder.resolve("rounds/1")).forEach((name, hash) -> all.put("rounds/1/" + name, hash));
        return all;
    }

    @Test
    @Order(1)
    void everyRoundHasItsOwnStepsAndTheLastOwnsTheFixedNames() throws IOException {
        assertThat(steps.stream().map(FinishedStep::name).toList())
                .containsSubsequence(FIRST_ROUND)
                .containsSubsequence(
                        "round-1/encode-trained-queries-training",
                        "candidates",
                        "filter-trained",
                        "plan-trained",
                        "train-trained",
                        "encode-trained",
                        "search-trained")
                .doesNotHaveDuplicates();
        for (String name : List.of(
                "mining/negatives.jsonl.zst", "mining/report.txt", "plan/epoch-000.jsonl", "model/model.safetensors")) {
            assertThat(run.resolve(name)).isRegularFile();
            assertThat(run.resolve("rounds/1").resolve(name)).isRegularFile();
            if (name.contains("negatives") || name.contains("safetensors")) {
                assertThat(Checksums.sha256(run.resolve(name)))
                        .as(name + " of the second round")
                        .isNotEqualTo(Checksums.sha256(run.resolve("rounds/1").resolve(name)));
            }
        }
        assertThat(run.resolve("rounds/1/mining/naive.jsonl.zst")).doesNotExist();
        assertThat(run.resolve("mining/naive.jsonl.zst")).isRegularFile();
    }

    @Test
    @Order(1)
    void theFirstOfTwoRoundsIsWhatASingleOneIs() throws IOException {
        Path single = shared.resolve("single");
        run(single, Progress.SILENT);
        SortedMap<String, String> round = TinyExperiment.promised(run.resolve("rounds/1"));
        round.keySet().removeIf(name -> name.contains("queries-training"));
        assertThat(round.remove("model/README.md"))
                .as("a card tells of the whole experiment, and an earlier round's of no figures")
                .isNotNull();
        assertThat(round).hasSizeGreaterThan(10);
        Map<String, String> alone = TinyExperiment.promised(single);
        round.forEach((name, hash) -> assertThat(alone).containsEntry(name, hash));
        assertThat(Checksums.sha256(run.resolve("mining/naive.jsonl.zst")))
                .isEqualTo(Checksums.sha256(single.resolve("mining/naive.jsonl.zst")));

        assertThat(worked(run(single, Progress.SILENT, TWO)))
                .as("one round more needs no training of the first again")
                .doesNotContainAnyElementsOf(List.of(
                        "round-1/candidates", "round-1/filter-trained", "round-1/train-trained", "filter-naive"))
                .contains("round-1/encode-trained-queries-training", "candidates", "train-trained");
        assertThat(promised(single)).isEqualTo(promised(run));

        assertThat(worked(run(single, Progress.SILENT)))
                .as("and one round less none at all")
                .doesNotContain("candidates", "filter-trained", "train-trained", "encode-trained");
        assertThat(TinyExperiment.promised(single)).isEqualTo(alone);
        assertThat(single.resolve("rounds/1")).doesNotExist();
    }

    @Test
    @Order(1)
    void stoppedAnywhereItGoesOnAndEndsWithTheSameBytes() throws IOException {
        Path stopped = shared.resolve("stopped");
        for (String moment : List.of("mine 2", "Training 1", "find candidates 1", "mine 1", "Training 1")) {
            assertThatThrownBy(() -> run(stopped, new StopsAt(moment), TWO))
                    .as(moment)
                    .hasMessage("stopped at " + moment);
        }
        assertThat(worked(run(stopped, Progress.SILENT, TWO)))
                .doesNotContainAnyElementsOf(FIRST_ROUND)
                .contains("train-trained");
        assertThat(promised(stopped)).hasSizeGreaterThan(30).isEqualTo(promised(run));
    }

    /** Fails when a piece of work begins for the n-th time, as a kill would. */
    private static final class StopsAt implements Progress {
        private final String moment;
        private final Map<String, Integer> begun = new TreeMap<>();

        StopsAt(String moment) {
            this.moment = moment;
        }

        @Override
        public Task start(String name, long total, String unit) {
            if (moment.equals(name + " " + begun.merge(name, 1, Integer::sum))) {
                throw new IllegalStateException("stopped at " + moment);
            }
            return Progress.SILENT.start(name, total, unit);
        }
    }

    @Test
    @Order(2)
    void aSecondRunDoesNothing() throws IOException {
        SortedMap<String, String> before = TinyExperiment.all(run);
        assertThat(worked(run(run, Progress.SILENT, TWO))).isEmpty();
        assertThat(TinyExperiment.all(run)).isEqualTo(before);
    }

    @Test
    @Order(3)
    void aRoundMayContinueFromTheOneBefore() throws IOException {
        SortedMap<String, String> before = promised(run);
        assertThat(worked(run(run, Progress.SILENT, TWO, "mine.continue=true")))
                .as("what it mines with is the same, what it starts from is not")
                .contains("train-trained")
                .doesNotContain("candidates", "filter-trained", "plan-trained", "round-1/train-trained");
        assertThat(promised(run).get("model/model.safetensors")).isNotEqualTo(before.get("model/model.safetensors"));
    }

    @Test
    @Order(4)
    void thereIsAtLeastOneRound() {
        for (String wrong : List.of("0", "-1", "many", "1.5")) {
            assertThatThrownBy(() -> run(shared.resolve("none"), Progress.SILENT, "mine.rounds=" + wrong))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("mine.rounds must be a whole number 1 .. 100")
                    .hasMessageContaining(wrong);
        }
        assertThat(Files.exists(shared.resolve("none"))).isFalse();
    }
}
