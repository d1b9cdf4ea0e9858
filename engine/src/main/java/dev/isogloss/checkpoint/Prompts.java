package dev.isogloss.checkpoint;

import dev.isogloss.io.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
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
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("__version__", Map.of("sentence_transformers", "2.7.0"));
        values.put("prompts", Map.of("query", query, "document", passage, "passage", passage));
        values.put("default_prompt_name", null);
        values.put("similarity_fn_name", "cosine");
        JsonFile.write(folder.resolve(NAME), values);
    }
}
