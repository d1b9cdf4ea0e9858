package dev.isogloss.checkpoint;

import dev.isogloss.io.BadInputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Whether a layer's tokens attend to the whole text or to a window around themselves: {@code layer_types}. */
public enum AttentionSpan {
    FULL("full_attention"),
    SLIDING("sliding_attention");

    private final String word;

    AttentionSpan(String word) {
        this.word = word;
    }

    /** Its name in {@code layer_types}. */
    String word() {
        return word;
    }

    /** {@code layer_types}, when the configuration has it. */
    static Optional<List<AttentionSpan>> read(JsonObject config, int layers) {
        if (!config.has("layer_types")) {
            return Optional.empty();
        }
        List<AttentionSpan> spans = new ArrayList<>();
        for (JsonNode type : config.node().path("layer_types")) {
            spans.add(Arrays.stream(values())
                    .filter(span -> span.word.equals(type.asString("")))
                    .findFirst()
                    .orElseThrow(() -> new BadInputException(config.file() + ": unsupported layer type " + type
                            + "; supported: full_attention, sliding_attention")));
        }
        if (spans.size() != layers) {
            throw new BadInputException(config.file() + ": \"layer_types\" names " + spans.size()
                    + " layers, but num_hidden_layers is " + layers);
        }
        return Optional.of(spans);
    }

    static List<String> words(List<AttentionSpan> spans) {
        return spans.stream().map(AttentionSpan::word).toList();
    }

    /** The first of them, or more of them in the same pattern. */
    static List<AttentionSpan> resized(List<AttentionSpan> spans, int layers) {
        List<AttentionSpan> resized = new ArrayList<>();
        for (int layer = 0; layer < layers; layer++) {
            resized.add(spans.get(layer % spans.size()));
        }
        return resized;
    }
}
