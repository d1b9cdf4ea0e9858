package dev.isogloss.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonLinesTest {
    @TempDir
    private Path folder;

    private record Line(String zebra, int apple, Map<String, Integer> ranks) {}

    @Property(tries = 200)
    void givesBackWhatWasWritten(@ForAll @Size(max = 5) List<String> texts) throws IOException {
        Path file = Files.createTempFile("lines", ".jsonl.zst");
        try {
            JsonLines.write(file, writer -> {
                for (String text : texts) {
                    writer.write(Map.of("text", text));
                }
            });
            List<String> back = new ArrayList<>();
            JsonLines.read(file, line -> back.add(line.requiredText("text")));
            // a lone half of a surrogate pair is no character and has no UTF-8
            assertThat(back)
                    .isEqualTo(texts.stream().map(JsonLinesTest::encodable).toList());
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void recordsKeepTheirOrderAndMapsAreSorted() throws IOException {
        Map<String, Integer> ranks = new LinkedHashMap<>();
        ranks.put("dense", 7);
        ranks.put("bm25", 3);
        Path file = folder.resolve("lines.jsonl");
        JsonLines.write(file, writer -> writer.write(new Line("z", 1, ranks)));
        assertThat(file).hasContent("{\"zebra\":\"z\",\"apple\":1,\"ranks\":{\"bm25\":3,\"dense\":7}}\n");
        JsonFile.write(folder.resolve("whole.json"), new Line("z", 1, ranks));
        assertThat(JsonFile.read(folder.resolve("whole.json"), Line.class)).isEqualTo(new Line("z", 1, ranks));
    }

    @Test
    void toleratesByteOrderMarksBlankLinesAndWindows() throws IOException {
        Path file = folder.resolve("x.jsonl");
        Files.writeString(file, "\uFEFF{\"a\":1}\r\n\r\n  \n{\"a\":\"\uFFFD\"}");
        List<String> seen = new ArrayList<>();
        JsonLines.read(file, line -> seen.add(line.origin() + "=" + line.requiredText("a")));
        assertThat(seen).containsExactly(file + ":1=1", file + ":4=\uFFFD");
    }

    @Test
    void saysFileAndLineOfWhatIsWrong() throws IOException {
        requireMessage("{\"a\":1}\n{\"a\":\n", ":2: not JSON");
        requireMessage("{\"a\":1}\n\n{\"a\":1} x\n", ":3: not JSON at column");
        requireMessage("{\"a\":1}\n[1]\n", ":2: expected a JSON object (got: [1])");
        requireMessage("{\"b\":1,\"c\":2}\n", ":1: expected a field \"a\" (got fields: b, c)");
        requireMessage("{\"a\":[]}\n", ":1: field \"a\" must be a text (got: [])");
        requireMessage("{\"a\":null}\n", ":1: expected a field \"a\"");
    }

    @Test
    void bytesThatAreNotUtf8AreAnErrorWithTheirLine() throws IOException {
        Path file = folder.resolve("latin.jsonl");
        Files.write(file, "{\"a\":1}\n{\"a\":\"caf\u00e9\"}\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> JsonLines.read(file, line -> {}))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("latin.jsonl:2: this line is not UTF-8");
    }

    @Test
    void aLineMayBeLongerThanAnyBuffer() throws IOException {
        String text = "\u0645\u0631".repeat(150_000);
        Path file = folder.resolve("long.jsonl");
        Files.writeString(file, "{\"a\":\"" + text + "\"}\n{\"a\":\"short\"}");
        List<String> seen = new ArrayList<>();
        JsonLines.read(file, line -> seen.add(line.requiredText("a")));
        assertThat(seen).containsExactly(text, "short");
    }

    private void requireMessage(String content, String message) throws IOException {
        Path file = folder.resolve("bad.jsonl");
        Files.writeString(file, content);
        assertThatThrownBy(() -> JsonLines.read(file, line -> line.requiredText("a")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(file + message);
    }

    private static String encodable(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
