package dev.isogloss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isogloss.experiment.SampleExperiment;
import dev.isogloss.io.Checksums;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A model of the first layers: a standard folder again, and refused where it would destroy something. */
class ModelCutCommandTest {
    private static final String VECTOR = "vector of \"isogloss\" begins";

    @TempDir
    private static Path folder = Path.of("");

    private static String whole = "";

    @BeforeAll
    static void anUntrainedModel() throws IOException {
        Path run = folder.resolve("run");
        Said.of("run", SampleExperiment.file(folder.resolve("sample.yaml")).toString(), "--out", run.toString())
                .succeeded();
        whole = run.resolve("systems/untouched/model").toString();
    }

    private static Said cut(String layers, Path out) {
        return Said.of("model", "cut", "--model", whole, "--layers", layers, "--out", out.toString(), "--json", "-");
    }

    @Test
    void oneLayerIsLeftAndEverythingElseStays() throws IOException {
        Path out = folder.resolve("one");
        JsonNode facts = cut("1", out).json();
        JsonNode before = Said.of("model", whole, "--json", "-").json();
        assertThat(before.get("layers").intValue()).isEqualTo(2);
        assertThat(facts.get("layers").intValue()).isEqualTo(1);
        for (String kept : new String[] {"hidden", "pooling", "query prompt", "passage prompt", "passage tokens"}) {
            assertThat(facts.get(kept)).as(kept).isEqualTo(before.get(kept));
        }
        assertThat(facts.get(VECTOR)).isNotEqualTo(before.get(VECTOR));
        assertThat(JsonMapper.shared()
                        .readTree(Files.readString(out.resolve("config.json")))
                        .get("num_hidden_layers")
                        .intValue())
                .isEqualTo(1);
        assertThat(out.resolve("modules.json")).isRegularFile();
        assertThat(out.resolve("1_Pooling/config.json")).isRegularFile();
        assertThat(out.resolve("config_sentence_transformers.json")).isRegularFile();
        assertThat(Checksums.sha256(out.resolve("tokenizer.json")))
                .isEqualTo(Checksums.sha256(Path.of(whole, "tokenizer.json")));
    }

    @Test
    void allLayersAreTheSameModelAgain() {
        JsonNode facts = cut("2", folder.resolve("two")).json();
        JsonNode before = Said.of("model", whole, "--json", "-").json();
        assertThat(facts.get(VECTOR)).isEqualTo(before.get(VECTOR));
        assertThat(facts.get("contract")).isEqualTo(before.get("contract"));
    }

    @Test
    void whatIsThereIsNotWrittenOver() throws IOException {
        Path full = Files.createDirectories(folder.resolve("full"));
        Path precious = Files.writeString(full.resolve("precious.txt"), "mine");
        cut("1", full).refused("isogloss model cut: ", "holds files already");
        cut("1", Path.of(whole)).refused("holds files already");
        cut("1", precious).refused("is a file");
        assertThat(precious).hasContent("mine");
        cut("1", Files.createDirectories(folder.resolve("empty"))).succeeded();
    }

    @Test
    void layersThatAreNotThereAreRefused() {
        cut("3", folder.resolve("three")).refused("must be 1 .. 2", "(got: 3)");
        cut("0", folder.resolve("none")).refused("must be 1 .. 2", "(got: 0)");
        assertThat(folder.resolve("three")).doesNotExist();
        Said.of("model").refused("Missing required parameter: 'M'");
        assertThat(Said.of("model", "cut", "--help").succeeded().out())
                .contains("Usage: isogloss model cut", "Example: isogloss model cut");
    }
}
