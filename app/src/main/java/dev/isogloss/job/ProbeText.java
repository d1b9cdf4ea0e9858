package dev.isogloss.job;

import dev.isogloss.io.BadInputException;
import dev.isogloss.io.JsonLines;
import dev.isogloss.io.TextLines;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A text that two models are compared on.
 *
 * @param language whatever the texts are told apart by
 */
record ProbeText(String language, String text) {
    private static final String OWN = "texts.jsonl";

    /** Our own sentences: titles, questions and passages in the 18 languages of MIRACL, and some that tokenizers stumble over. */
    static List<ProbeText> own() {
        List<ProbeText> texts = new ArrayList<>();
        try (InputStream in = Objects.requireNonNull(ProbeText.class.getResourceAsStream(OWN), OWN)) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(line -> {
                JsonNode json = JsonMapper.shared().readTree(line);
                texts.add(new ProbeText(
                        json.required("lang").stringValue(),
                        json.required("text").stringValue()));
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return texts;
    }

    /** The texts of a file: JSON lines {@code {text, title?, lang?}} where the name has {@code .jsonl}, otherwise one text a line. */
    static List<ProbeText> read(Path file) throws IOException {
        List<ProbeText> texts = new ArrayList<>();
        if (String.valueOf(file.getFileName()).contains(".jsonl")) {
            JsonLines.read(file, line -> {
                String title = line.text("title").orElse("");
                String text = line.requiredText("text", "query", "contents");
                texts.add(new ProbeText(
                        line.text("lang", "language").orElse("all"), title.isBlank() ? text : title + " " + text));
            });
        } else {
            try (TextLines lines = TextLines.open(file)) {
                for (String line = lines.next(); line != null; line = lines.next()) {
                    texts.add(new ProbeText("all", line));
                }
            }
        }
        if (texts.isEmpty()) {
            throw new BadInputException(file + " holds no text");
        }
        return texts;
    }

    static List<String> texts(List<ProbeText> probes) {
        return probes.stream().map(ProbeText::text).toList();
    }
}
