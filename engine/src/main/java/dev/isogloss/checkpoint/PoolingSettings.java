package dev.isogloss.checkpoint;

import dev.isogloss.io.BadInputException;
import dev.isogloss.io.JsonFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * {@code 1_Pooling/config.json}.
 *
 * @param modes at least one; the results of several are joined in the order of {@link PoolingMode}
 * @param includePrompt whether the prompt's tokens (and the special token before them) are pooled too
 */
public record PoolingSettings(List<PoolingMode> modes, boolean includePrompt) {
    public PoolingSettings {
        if (modes.isEmpty()) {
            throw new IllegalArgumentException("pooling needs at least one mode (got none)");
        }
        modes = List.copyOf(EnumSet.copyOf(modes));
    }

    /** Mean over all tokens: what a folder without modules means. */
    public static final PoolingSettings MEAN = new PoolingSettings(List.of(PoolingMode.MEAN), true);

    /** The last token: what a folder without modules means when its network looks backward only. */
    public static final PoolingSettings LAST = new PoolingSettings(List.of(PoolingMode.LASTTOKEN), true);

    /** Components of what comes out. */
    int width(Architecture architecture) {
        return architecture.hidden() * modes.size();
    }

    /** The modes joined by {@code +}, for example {@code cls+mean}. */
    public String words() {
        return modes.stream().map(PoolingMode::word).collect(Collectors.joining("+"));
    }

    /** The settings that {@link #words} wrote. */
    public static PoolingSettings parse(String words, boolean includePrompt) {
        return new PoolingSettings(
                Arrays.stream(words.split("\\+", -1))
                        .map(word -> PoolingMode.of(word)
                                .orElseThrow(() -> new BadInputException(
                                        "pooling must be made of " + PoolingMode.known() + " (got: " + word + ")")))
                        .toList(),
                includePrompt);
    }

    static PoolingSettings read(Path file) throws IOException {
        JsonObject config = JsonObject.read(file);
        List<PoolingMode> modes = new ArrayList<>();
        JsonNode named = config.node().get("pooling_mode");
        if (named != null && !named.isNull()) {
            List<String> words = named.isArray()
                    ? named.valueStream().map(JsonNode::asString).toList()
                    : List.of(named.asString().split("\\+"));
            for (String word : words) {
                modes.add(PoolingMode.of(word)
                        .orElseThrow(() -> new BadInputException(
                                file + ": unsupported pooling_mode " + word + "; supported: " + PoolingMode.known())));
            }
        } else {
            for (PoolingMode mode : PoolingMode.values()) {
                if (config.flag(mode.key(), false)) {
                    modes.add(mode);
                }
            }
        }
        if (modes.isEmpty()) {
            throw new BadInputException(file + ": no pooling mode is switched on; supported: " + PoolingMode.known());
        }
        return new PoolingSettings(modes, config.flag("include_prompt", true));
    }

    /** Writes the dialect that every version of sentence-transformers reads. */
    void write(Path file, int hidden) throws IOException {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("word_embedding_dimension", hidden);
        for (PoolingMode mode : List.of(
                PoolingMode.CLS,
                PoolingMode.MEAN,
                PoolingMode.MAX,
                PoolingMode.MEAN_SQRT_LEN,
                PoolingMode.WEIGHTEDMEAN,
                PoolingMode.LASTTOKEN)) {
            values.put(mode.key(), modes.contains(mode));
        }
        values.put("include_prompt", includePrompt);
        JsonFile.write(file, values);
    }
}
