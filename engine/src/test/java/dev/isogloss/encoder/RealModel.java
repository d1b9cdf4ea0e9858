package dev.isogloss.encoder;

import dev.isogloss.testing.SharedData;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The real weights beside the checkout, expanded once into the build folder, and the texts whose vectors are known. */
public final class RealModel {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private RealModel() {}

    /** The model folder; where the weights are absent the calling test is skipped. */
    public static synchronized Path require() throws IOException, InterruptedException {
        Path stored = SharedData.require("models");
        Path target = Path.of("target", "multilingual-e5-small").toAbsolutePath();
        if (!Files.exists(target)) {
            Path partial = target.resolveSibling("multilingual-e5-small.partial");
            Process expand = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            stored.resolve("Expand.java").toString(),
                            stored.resolve("multilingual-e5-small").toString(),
                            partial.toString())
                    .inheritIO()
                    .start();
            if (expand.waitFor() != 0) {
                throw new IOException("Expand.java ended with " + expand.exitValue());
            }
            Files.move(partial, target);
        }
        return target;
    }

    /** All lines of {@code golden.jsonl.gz}. */
    public static List<JsonNode> golden() throws IOException {
        Path file = SharedData.require("models/golden.jsonl.gz");
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            return lines.lines().map(JSON::readTree).toList();
        }
    }
}
