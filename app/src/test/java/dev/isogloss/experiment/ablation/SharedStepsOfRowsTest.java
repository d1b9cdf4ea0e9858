package dev.isogloss.experiment.ablation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isogloss.experiment.ForeseenStep;
import dev.isogloss.experiment.ForeseenStep.Fate;
import dev.isogloss.experiment.TinyCollection;
import dev.isogloss.experiment.TinyExperiment;
import dev.isogloss.io.BadInputException;
import dev.isogloss.io.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a change of one key makes a row do again, said by a dry run: no more than what depends on it. */
class SharedStepsOfRowsTest {
    /** What every trained row does for itself. */
    private static final List<String> TRAINING =
            List.of("train-trained", "encode-trained", "index", "search-trained", "evaluate", "report");

    private static final List<String> PLANNING = and("plan-trained", TRAINING);
    private static final List<String> FILTERING = and("filter-trained", PLANNING);

    private static final String JUDGED =
            "mine.judging.judges: [cross-encoder], mine.judging.cross-encoder.thresholds: ";

    /** A row's change, and what it has to do after the rows before it. */
    private static final List<Map.Entry<String, List<String>>> ROWS = List.of(
            Map.entry("train.temperature: 0.1", TRAINING),
            Map.entry("train.weights: loss", TRAINING),
            Map.entry("train.distillation.loss: kl", TRAINING),
            Map.entry("plan.topic: none", PLANNING),
            Map.entry("train.batch: 5", PLANNING),
            Map.entry("train.guide-fraction: 0.95", TRAINING),
            Map.entry("train.language-balance: 0.5", TRAINING),
            Map.entry("train.weights: loss, train.language-weight: 0.1", PLANNING),
            Map.entry("train.topic-weight: 0.1", List.of("index", "report")),
            Map.entry("index.language-balance: 0.5", List.of("index", "report")),
            Map.entry("mine.stages: []", FILTERING),
            Map.entry("mine.judged-negatives: false", FILTERING),
            Map.entry("mine.judging.refill: extractive", FILTERING),
            Map.entry(JUDGED + "[0.2, 0.5]", and("train-judge", and("judge-scores", FILTERING))),
            Map.entry(JUDGED + "[0.3, 0.5]", FILTERING),
            Map.entry(JUDGED + "[0.3, 0.5], mine.stages: [{shift: 1}]", FILTERING),
            Map.entry(JUDGED + "[0.3, 0.5], mine.judging.policy: drop-relevant", FILTERING),
            Map.entry(JUDGED + "[0.3, 0.5], mine.judging.refill: extractive", FILTERING),
            Map.entry(JUDGED + "[0.3, 0.5], train.temperature: 0.1", TRAINING),
            Map.entry(
                    JUDGED + "[0.3, 0.5], mine.ensemble: [bm25]",
                    and("candidates", and("filter-naive", and("judge-scores", FILTERING)))),
            Map.entry("mine.keep: 7", and("filter-naive", FILTERING)),
            Map.entry("mine.depth: 14", and("candidates", and("filter-naive", FILTERING))),
            Map.entry("mine.ensemble: [dense]", and("candidates", and("filter-naive", FILTERING))),
            Map.entry("mine.judging.llm.in-flight: 3", List.of("index", "report")),
            Map.entry("mine.judging.cross-encoder.folds: 4", List.of("index", "report")),
            Map.entry("evaluate.hybrid-weight: 0.3", List.of("index", "evaluate", "report")),
            Map.entry("mine.rounds: 2", and("round-1/encode-trained-queries-training", and("candidates", FILTERING))),
            Map.entry("mine.rounds: 2, mine.continue: true", TRAINING));

    @TempDir
    private static Path shared = Path.of("");

    private static Path file = Path.of("");
    private static Path table = Path.of("");
    private static List<ForeseenRow> foreseen = List.of();

    private static AblationRun run() {
        return new AblationRun(
                file, List.of(), AblationFile.read(table.toString(), shared), shared.resolve("out"), List.of());
    }

    private static List<String> and(String first, List<String> rest) {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(rest);
        return all;
    }

    @BeforeAll
    static void lookAhead() throws IOException {
        Path collection = TinyCollection.plain(shared.resolve("collection"));
        file = TinyExperiment.file(shared.resolve("tiny.yaml"), collection, "plain");
        StringBuilder rows = new StringBuilder("rows:\n  - {name: full}\n");
        for (int i = 0; i < ROWS.size(); i++) {
            rows.append("  - {name: row ")
                    .append(i)
                    .append(", set: {")
                    .append(ROWS.get(i).getKey())
                    .append("}}\n");
        }
        rows.append("  - {name: untouched, system: untouched}\n  - {name: naive, system: naive}\n");
        table = Files.writeString(shared.resolve("many.yaml"), rows);
        foreseen = run().foresee(List.of(), Progress.SILENT);
    }

    private static List<String> does(ForeseenRow row) {
        return row.steps().stream()
                .filter(step -> step.fate() == Fate.WORKS)
                .map(ForeseenStep::name)
                .toList();
    }

    @Test
    void aRowDoesAgainOnlyWhatItsChangeDecides() {
        assertThat(does(foreseen.getFirst())).contains("collection", "encode-untouched", "candidates", "train-trained");
        Map<String, List<String>> expected = new TreeMap<>();
        Map<String, List<String>> found = new TreeMap<>();
        for (int i = 0; i < ROWS.size(); i++) {
            expected.put(
                    ROWS.get(i).getKey(),
                    ROWS.get(i).getValue().stream().sorted().toList());
            found.put(
                    ROWS.get(i).getKey(),
                    does(foreseen.get(i + 1)).stream().sorted().toList());
        }
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void systemsThatAreNotTrainedByTheRecipeShareTheRest() {
        assertThat(does(foreseen.get(ROWS.size() + 1)))
                .containsExactly("index", "search-untouched", "evaluate", "report");
        assertThat(does(foreseen.get(ROWS.size() + 2)))
                .containsExactly(
                        "plan-naive", "train-naive", "encode-naive", "index", "search-naive", "evaluate", "report");
    }

    @Test
    void aDryRunWritesNothing() {
        assertThat(shared.resolve("out")).doesNotExist();
        String text = run().text(foreseen);
        assertThat(text)
                .contains("row 0  (rows/row-0)", "does: train-trained, encode-trained", "from full: collection, bm25")
                .endsWith("Nothing was run.");
    }

    @Test
    void onlyTheRowsThatAreNamed() throws IOException {
        assertThat(run().foresee(List.of("full", "row-3"), Progress.SILENT))
                .extracting(ForeseenRow::row)
                .containsExactly("full", "row 3");
        assertThatThrownBy(() -> run().foresee(List.of("ful"), Progress.SILENT))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("no row ful")
                .hasMessageContaining("did you mean full?");
    }
}
