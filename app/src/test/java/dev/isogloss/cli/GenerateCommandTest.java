package dev.isogloss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isogloss.experiment.SampleExperiment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code generate --export-instructions}: chat lines out of the sample's own training queries. */
class GenerateCommandTest {
    @TempDir
    private Path folder = Path.of("");

    private Said export(String name, String... more) throws IOException {
        List<String> arguments = new java.util.ArrayList<>(List.of(
                "generate",
                "--export-instructions",
                SampleExperiment.file(folder.resolve("sample.yaml")).toString(),
                "--run",
                folder.resolve("run").toString(),
                "--out",
                folder.resolve(name).toString(),
                "--json",
                "-"));
        arguments.addAll(List.of(more));
        return Said.of(arguments.toArray(String[]::new));
    }

    private static JsonNode answer(JsonNode line) {
        JsonNode messages = line.get("messages");
        JsonNode last = messages.get(messages.size() - 1);
        assertThat(last.get("role").stringValue()).isEqualTo("assistant");
        return JsonMapper.shared().readTree(last.get("content").stringValue());
    }

    @Test
    void everyPairOfQueryAndPositiveIsTwoLines() throws IOException {
        JsonNode summary = export("instructions.jsonl").json();
        List<JsonNode> lines = Files.readAllLines(folder.resolve("instructions.jsonl")).stream()
                .map(line -> JsonMapper.shared().readTree(line))
                .toList();
        int sources = 0;
        for (JsonNode count : summary.get("languages")) {
            sources += count.intValue();
        }
        assertThat(summary.get("languages").size()).isEqualTo(18);
        assertThat(lines).hasSize(2 * sources).hasSizeGreaterThan(400);
        Set<String> asked = new HashSet<>();
        for (String line : Files.readAllLines(SampleExperiment.COLLECTION.resolve("queries-train.jsonl"))) {
            asked.add(JsonMapper.shared().readTree(line).get("text").stringValue());
        }
        for (int i = 0; i < lines.size(); i += 2) {
            assertThat(lines.get(i).get("task").stringValue()).isEqualTo("summary");
            assertThat(answer(lines.get(i)).get("summary").stringValue()).isNotBlank();
            assertThat(lines.get(i + 1).get("task").stringValue()).isEqualTo("query");
            assertThat(asked).contains(answer(lines.get(i + 1)).get("query").stringValue());
        }
        export("again.jsonl").succeeded();
        assertThat(folder.resolve("again.jsonl")).hasSameBinaryContentAs(folder.resolve("instructions.jsonl"));
    }

    @Test
    void whatCannotBeWrittenIsRefusedFirst() throws IOException {
        Files.createDirectories(folder.resolve("inTheWay"));
        export("inTheWay").refused("isogloss generate: ", "it is a folder");
        assertThat(folder.resolve("run")).doesNotExist();
        Said.of("generate", "--out", "x.jsonl").refused("--export-instructions");
        export("x.jsonl", "--set", "mine.judging.llm.summary-prompt=NOWHERE").refused("NOWHERE");
    }
}
