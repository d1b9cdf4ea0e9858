package dev.isogloss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isogloss.experiment.SampleExperiment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The system {@code balanced}, and the figures on languages that a pooled task has. */
class BalancedSystemTest {
    @TempDir
    private Path folder = Path.of("");

    private Said run(String out, String balance, String validation) throws IOException {
        return Said.of(
                "run",
                SampleExperiment.file(folder.resolve("sample.yaml")).toString(),
                "--out",
                folder.resolve(out).toString(),
                "--set",
                "evaluate.systems=[trained, balanced]",
                "--set",
                "evaluate.tasks=[monolingual, pooled]",
                "--set",
                "evaluate.language-balance=" + balance,
                "--set",
                "train.validation=" + validation);
    }

    private JsonNode json(String file) throws IOException {
        return JsonMapper.shared().readTree(Files.readString(folder.resolve(file)));
    }

    @Test
    void theDialIsChosenOnHeldOutQueriesAndThePoolShowsWhatItDoesToLanguages() throws IOException {
        run("run", "[0, 0.5, 1]", "0.15").succeeded();
        JsonNode choice = json("run/systems/balanced/choice.json");
        assertThat(choice.get("quality").size()).isEqualTo(3);
        double chosen = choice.get("chosen").doubleValue();
        double best = choice.get("quality").get(Double.toString(chosen)).doubleValue();
        for (JsonNode quality : choice.get("quality")) {
            assertThat(quality.doubleValue()).isLessThanOrEqualTo(best);
        }
        assertThat(choice.get("queries").intValue()).isBetween(5, 100);
        boolean pooled = false;
        for (JsonNode row : json("run/results.json")) {
            boolean languages = row.get("metric").stringValue().matches("own-language@10|rank-distance@100");
            assertThat(languages && row.get("task").stringValue().equals("monolingual"))
                    .isFalse();
            pooled |= languages && row.get("system").stringValue().equals("balanced");
        }
        assertThat(pooled).isTrue();
        assertThat(Files.readString(folder.resolve("run/comparisons.json"))).doesNotContain("own-language");
        assertThat(Files.readString(folder.resolve("run/report.html")))
                .contains("own language in the pool", "The language balance of the system balanced");
    }

    @Test
    void aDialOfZeroIsTheTrainedModelItself() throws IOException {
        run("zero", "0", "0.15").succeeded();
        String trained = Files.readString(folder.resolve("zero/runs/trained.pooled.dev.pool.trec"));
        assertThat(Files.readString(folder.resolve("zero/runs/balanced.pooled.dev.pool.trec")))
                .isEqualTo(trained.replace(" trained\n", " balanced\n"));
        run("none", "[0, 2]", "0.15").refused("evaluate.language-balance");
        run("none", "[0, 1]", "0").refused("train.validation must be above 0");
    }
}
