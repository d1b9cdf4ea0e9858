package dev.isogloss.checkpoint;

import dev.isogloss.io.JsonFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Finds the special tokens of a {@code tokenizer.json} by the names that BERT and XLM-R give them. */
final class SpecialTokens {
    private static final Map<String, List<String>> NAMES = Map.of(
            "unk_token", List.of("[UNK]", "<unk>"),
            "sep_token", List.of("[SEP]", "</s>"),
            "pad_token", List.of("[PAD]", "<pad>"),
            "cls_token", List.of("[CLS]", "<s>"),
            "mask_token", List.of("[MASK]", "<mask>"));

    private SpecialTokens() {}

    static Map<String, Object> read(Path tokenizer) throws IOException {
        Set<String> added = new LinkedHashSet<>();
        for (JsonNode token : JsonFile.read(tokenizer).path("added_tokens")) {
            added.add(token.path("content").asString(""));
        }
        Map<String, Object> found = new LinkedHashMap<>();
        NAMES.keySet().stream()
                .sorted()
                .forEach(role -> NAMES.getOrDefault(role, List.of()).stream()
                        .filter(added::contains)
                        .findFirst()
                        .ifPresent(token -> found.put(role, token)));
        return found;
    }
}
