package dev.isogloss.checkpoint;

import dev.isogloss.io.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The prompts of {@code config_sentence_transformers.json}, put before every text of a role, verbatim. */
record Prompts(String query, String passage) {
    static final String NAME = "config_sentence_transformers.json";

    static Prompts read(Path folder) throws IOException {
        Path file = folder.resolve(NAME);
        if (!Files.exists(file)) {
            return new Prompts("", "");
        }
        JsonObject config = JsonObject.read(file);
        JsonNode prompts = config.node().path("prompts");
        String standard = config.text("default_prompt_name")
                .map(name -> prompts.path(name).asString(""))
                .orElse("");
        return new Prompts(
                first(prompts, standard, "query"), first(prompts, standard, "document", "passage", "corpus"));
    }

    private static String first(JsonNode prompts, String standard, String... names) {
        for (String name : names) {
            if (prompts.path(name).isString()) {
                return prompts.path(name).stringValue();
            }
        }
        return standard;
    }

    void write(Path folder) throws IOException {
        write(folder, new LinkedHashMap<>(), null);
    }

    /** Writes these beside the other prompts of a folder, so that a task's prompt is not lost. */
    void write(Path folder, Path like) throws IOException {
        Path file = like.resolve(NAME);
        if (!Files.exists(file)) {
            write(folder);
            return;
        }
        JsonObject config = JsonObject.read(file);
        Map<String, String> others = new LinkedHashMap<>();
        config.node().path("prompts").properties().forEach(prompt -> {
            if (prompt.getValue().isString()) {
                others.put(prompt.getKey(), prompt.getValue().stringValue());
            }
        });
        write(folder, others, config.text("default_prompt_name").orElse(null));
    }

    private void write(Path folder, Map<String, String> others, @Nullable String standard) throws IOException {
        Map<String, String> prompts = new TreeMap<>(others);
        prompts.put("query", query);
        prompts.put("document", passage);
        prompts.put("passage", passage);
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("__version__", Map.of("sentence_transformers", "2.7.0"));
        values.put("prompts", prompts);
        values.put("default_prompt_name", standard);
        values.put("similarity_fn_name", "cosine");
        JsonFile.write(folder.resolve(NAME), values);
    }
}
