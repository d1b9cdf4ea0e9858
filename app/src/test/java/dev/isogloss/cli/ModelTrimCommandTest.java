package dev.isogloss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isogloss.experiment.SampleExperiment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A model of the word pieces that a data set uses: smaller, and the same on that data. */
class ModelTrimCommandTest {
    @TempDir
    private static Path folder = Path.of("");

    private static String whole = "";
    private static Path texts = Path.of("");

    @BeforeAll
    static void anUntrainedModel() throws IOException {
        Path run = folder.resolve("run");
        Said.of(
                        "run",
                        SampleExperiment.file(folder.resolve("sample.yaml")).toString(),
                        "--out",
                        run.toString(),
                        "--set",
                        "model.vocabulary=6000",
                        "--set",
                        "evaluate.systems=[untouched]")
                .succeeded();
        whole = run.resolve("systems/untouched/model").toString();
        texts = Files.writeString(folder.resolve("texts.jsonl"), """
                {"_id": "1", "lang": "en", "title": "Rivers", "text": "Where the great river rises in the hills."}
                {"_id": "2", "lang": "sw", "title": "", "text": "Mto mkubwa unaanzia wapi?"}
                """);
    }

    private static Said trim(Path out, String... more) {
        String[] fixed = {"model", "trim", "--model", whole, "--out", out.toString(), "--json", "-"};
        return Said.of(java.util.stream.Stream.concat(java.util.Arrays.stream(fixed), java.util.Arrays.stream(more))
                .toArray(String[]::new));
    }

    @Test
    void aSmallerModelThatGivesTheseTextsTheSameVectors() throws IOException {
        Path out = folder.resolve("small");
        JsonNode facts = trim(out, "--corpus", texts.toString()).json();
        JsonNode before = Said.of("model", whole, "--json", "-").json();
        assertThat(facts.get("vocabulary rows").intValue())
                .isLessThan(before.get("vocabulary rows").intValue() / 2);

        Path lines = Files.writeString(
                folder.resolve("lines.txt"), "Where the great river rises in the hills.\nMto mkubwa unaanzia wapi?\n");
        Said said = Said.of("model", "diff", whole, out.toString(), "--texts", lines.toString(), "--json", "-");
        JsonNode found = tools.jackson.databind.json.JsonMapper.shared().readTree(said.out());
        assertThat(found.get("vectors").get("worst").doubleValue()).isGreaterThan(1 - 1e-9);
    }

    @Test
    void languagesAloneKeepTheirScripts() {
        JsonNode latin =
                trim(folder.resolve("latin"), "--keep-languages", "en,sw").json();
        JsonNode more =
                trim(folder.resolve("more"), "--keep-languages", "en,ru,ja").json();
        assertThat(latin.get("vocabulary rows").intValue())
                .isLessThan(more.get("vocabulary rows").intValue());
        JsonNode both = trim(folder.resolve("both"), "--keep-languages", "en", "--corpus", texts.toString())
                .json();
        assertThat(both.get("vocabulary rows").intValue())
                .isGreaterThanOrEqualTo(latin.get("vocabulary rows").intValue());
    }

    @Test
    void layersMayGoToo() {
        assertThat(trim(folder.resolve("one"), "--corpus", texts.toString(), "--layers", "1")
                        .json()
                        .get("layers")
                        .intValue())
                .isEqualTo(1);
    }

    @Test
    void whatCannotBeIsRefused() throws IOException {
        Path out = folder.resolve("never");
        trim(out).refused("what to keep?", "--corpus", "--keep-languages");
        trim(out, "--keep-languages", "und").refused("no script is known for language und");
        trim(out, "--keep-languages", "not a code").refused("not a code");
        trim(out, "--corpus", folder.resolve("nowhere").toString()).refused("nowhere");
        trim(out, "--corpus", texts.toString(), "--layers", "7").refused("(got: 7)");
        assertThat(out).doesNotExist();
        trim(Path.of(whole), "--corpus", texts.toString()).refused("holds files already");
        assertThat(Said.of("model", "trim", "--help").succeeded().out()).contains("Examples: isogloss model trim");
    }
}
