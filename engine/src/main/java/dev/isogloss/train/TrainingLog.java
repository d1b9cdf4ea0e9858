package dev.isogloss.train;

import dev.isogloss.io.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The file {@code training/log.jsonl}. One step a line: {@code {step, epoch, loss, learning-rate, gradient-norm, tokens, seconds,
 * language}} ({@code language} is {@code mixed} for a batch of several; {@code set} where it was a step of a further training
 * set); validations between them: {@code {step, validation: {ndcg@10, mrr@10, loss, queries, seconds}}}, the untouched model's at
 * step 0; in the end, where several interpolations are tried, {@code {interpolation, validation}}. Appended line by line; on
 * resuming, lines behind the checkpoint are dropped and written anew. One writer.
 */
final class TrainingLog {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path file;

    private TrainingLog(Path file) {
        this.file = file;
    }

    /** Opens the log to go on behind {@code lastStep}; -1 starts it anew. */
    static TrainingLog resume(Path file, int lastStep) throws IOException {
        StringBuilder kept = new StringBuilder();
        if (lastStep >= 0 && Files.exists(file)) {
            for (String line : readLines(file)) {
                if (stepOf(line) >= 0 && stepOf(line) <= lastStep) {
                    kept.append(line).append('\n');
                }
            }
        }
        AtomicFile.writeString(file, kept.toString());
        return new TrainingLog(file);
    }

    void step(int step, StepReport report, double learningRate, double seconds) throws IOException {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("step", step);
        line.put("epoch", report.epoch());
        line.put("loss", report.loss());
        line.put("learning-rate", learningRate);
        line.put("gradient-norm", report.gradientNorm());
        line.put("tokens", report.tokens());
        line.put("seconds", rounded(seconds));
        line.put("language", report.language());
        if (!report.set().isEmpty()) {
            line.put("set", report.set());
        }
        append(line);
    }

    void validation(int step, ValidationScore score, double seconds) throws IOException {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("step", step);
        line.put("validation", values(score, seconds));
        append(line);
    }

    /** How well {@code share} of the best weights and the rest of the untouched ones do together. */
    void interpolation(double share, ValidationScore score, double seconds) throws IOException {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("interpolation", share);
        line.put("validation", values(score, seconds));
        append(line);
    }

    private static Map<String, Object> values(ValidationScore score, double seconds) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("ndcg@10", score.ndcg());
        values.put("mrr@10", score.reciprocalRank());
        values.put("loss", score.loss());
        values.put("queries", score.queries());
        values.put("seconds", rounded(seconds));
        return values;
    }

    private void append(Map<String, Object> line) throws IOException {
        Files.writeString(
                file,
                JSON.writeValueAsString(line) + "\n",
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    private static List<String> readLines(Path file) throws IOException {
        // A power cut may leave anything at the end of a file that is appended to; such a line is dropped below.
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    /** The step of a line, -1 for a line that was cut in the middle. */
    private static int stepOf(String line) {
        try {
            return JSON.readTree(line).path("step").asInt(-1);
        } catch (JacksonException e) {
            return -1;
        }
    }

    private static double rounded(double seconds) {
        return Math.round(seconds * 1000) / 1000.0;
    }
}
